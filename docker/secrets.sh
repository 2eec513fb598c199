#!/bin/sh
# Makes the secrets that compose.yaml reads, in docker/secrets; what is there already stays as it is.
# The folder is its owner's alone. The files in it can be read by all, because containers run as somebody else.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

random() {
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

keep() {
  [ -e "secrets/$1" ] && return
  printf '%s' "$2" >"secrets/$1.part"
  chmod 444 "secrets/$1.part"
  mv "secrets/$1.part" "secrets/$1"
  echo "made docker/secrets/$1"
}

keep journal_password "$(random)"
keep journal_address "postgresql://makegood:$(cat secrets/journal_password)@journal:5432/makegood"
keep history_password "$(random)"
keep job_secret "$(random)"
keep grafana_password "$(random)"
