-- Urgency says the tier and, within it, from when on a remedy is useless (activities/journal/codecs.py): what has no such
-- time comes behind what has one.
UPDATE cases SET urgency = urgency * 67108864 + 67108863;
UPDATE tasks SET urgency = urgency * 67108864 + 67108863;
