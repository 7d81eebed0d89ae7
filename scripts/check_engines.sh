#!/usr/bin/env bash
# Runs shared batches under real engines on this machine and compares their journals with the photos. One task is killed under GNU
# parallel and one under Slurm.
#
#   scripts/check_engines.sh [parallel] [slurm] [kubernetes]        all three where none is named
#
# What is missing is installed by apt-get: GNU parallel, Slurm. Slurm runs as a cluster of its own, of one controller and three
# nodes, in build/engines. Of Kubernetes the manifest is checked against its schema (Python's kubernetes-validate) and the task is
# started as it says. ENHANCE=PROGRAM takes a program that is built; otherwise it is built.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/build/engines
photos=$work/photos
count=240
parts=8

need() {  # COMMAND PACKAGE...: installs the packages where the command is missing
  command -v "$1" >/dev/null && return
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${@:2}" >/dev/null
}

make_photos() {
  rm -rf "$work" && mkdir -p "$photos"
  for ((i = 0; i < count; i++)); do cp "$root/tests/cases/resolution_and_comment.jpg" "$photos/$i.jpg"; done
}

# Kills a program that works on the folder $1, as soon as it has written a result there, and leaves what it had in hand.
kill_one() {
  local process=
  until [[ -n $(find "$1" -name '*.jpg' -print -quit 2>/dev/null) ]]; do sleep 0.05; done
  until process=$(pgrep -f -n "^[^ ]*enhance .*-o $1 "); do sleep 0.02; done
  kill -KILL "$process"
  echo "killed process $process"
}

# What all journals of an engine say: every photo done, none missing, none done twice.
compare() {
  local out=$work/$1/out said
  said=$("$ENHANCE" "$photos" -o "$out" --journal-report "$work/$1"/journal/*.jsonl)
  echo "$1: $said"
  # A task that was killed between the result and its record skips the photo when it is done again.
  grep -qE "^$count photos in $parts journals: [0-9]+ done(, 1 skipped)?$" <<<"$said"
  grep -q "^to be looked at: none$" <<<"$said"
  [[ -z $(find "$out" -name '.*.tmp') ]]
}

check_parallel() {
  need parallel parallel
  local folder=$work/parallel
  mkdir -p "$folder/journal"
  kill_one "$folder/out" &
  local command=(parallel --will-cite --jobs 2 --joblog "$folder/jobs.log" --resume-failed "$ENHANCE" "$photos" -o "$folder/out"
    --shard "{}/$parts" --threads 1 --quiet --journal "$folder/journal/{}.jsonl" ::: $(seq $parts))
  "${command[@]}" && { echo "no task was killed"; return 1; }
  wait $!
  "${command[@]}"
  compare parallel
}

write_slurm_conf() {  # FOLDER: of a cluster that needs neither munge nor cgroups
  cat >"$1/slurm.conf" <<CONF
ClusterName=check
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool.%n
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.%n.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.%n.log
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MinJobAge=3600
ReturnToService=2
CONF
  local i
  for i in 1 2 3; do
    echo "NodeName=node$i NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((17000 + i)) CPUs=1 RealMemory=1000" \
      >>"$1/slurm.conf"
  done
  echo "PartitionName=all Nodes=node[1-3] Default=YES MaxTime=INFINITE State=UP" >>"$1/slurm.conf"
}

task_that_is() {  # STATE JOB
  scontrol --oneliner show job "$2" | sed -nE "s/^JobId=([0-9]+) .*JobState=$1 .*/\1/p"
}

check_slurm() {
  need slurmctld slurmctld slurm-client
  need slurmd slurmd
  local folder=$work/slurm i job
  mkdir -p "$folder/journal" "$folder/state"
  write_slurm_conf "$folder"
  export SLURM_CONF=$folder/slurm.conf ENHANCE
  slurmctld -D >"$folder/slurmctld.out" 2>&1 &
  local daemons=($!)
  for i in 1 2 3; do
    mkdir -p "$folder/spool.node$i"
    slurmd -D -N "node$i" >"$folder/slurmd.node$i.out" 2>&1 &
    daemons+=($!)
  done
  trap 'kill "${daemons[@]}" 2>/dev/null || true' RETURN
  until [[ $(sinfo --noheader --format %T 2>/dev/null) == idle ]]; do sleep 0.5; done
  job=$(sbatch --parsable --array=0-$((parts - 1)) --output="$folder/task-%a.log" \
    "$root/scripts/engines/slurm_job.sh" "$photos" "$folder/out" "$folder/journal")
  kill_one "$folder/out"
  local killed=
  until killed=$(task_that_is FAILED "$job") && [[ -n $killed ]]; do sleep 0.2; done
  scontrol requeue "$killed"
  # A task that is requeued would wait for minutes.
  until [[ -z $(squeue --noheader --job "$job" 2>/dev/null) ]]; do
    scontrol update JobId="$killed" StartTime=now 2>/dev/null || true
    sleep 1
  done
  scontrol --oneliner show job "$job" | grep -oE 'ArrayTaskId=[0-9]+ |JobState=[A-Z]+|Restarts=[0-9]+|NodeList=node[0-9]' | paste -sd ' \n'
  [[ $(scontrol --oneliner show job "$job" | grep -c 'JobState=COMPLETED') == "$parts" ]]
  [[ $(scontrol --oneliner show job "$job" | grep -c 'Restarts=1') == 1 ]]
  compare slurm
}

check_kubernetes() {
  local folder=$work/kubernetes manifest=$root/scripts/engines/kubernetes_job.yaml i
  python3 -m venv "$folder/venv" || { need no-venv python3-venv && python3 -m venv "$folder/venv"; }
  "$folder/venv/bin/pip" install --quiet kubernetes-validate
  "$folder/venv/bin/kubernetes-validate" --strict --kubernetes-version 1.29 "$manifest"
  mkdir -p "$folder/journal"
  local command
  command=$("$folder/venv/bin/python" -c 'import sys, yaml
print(yaml.safe_load(open(sys.argv[1]))["spec"]["template"]["spec"]["containers"][0]["command"][2])' "$manifest")
  command=${command//exec enhance/exec \"$ENHANCE\" -q}
  command=${command//\/data\/photos/$photos}
  command=${command//\/data\/better/$folder\/out}
  command=${command//\/data\/journal/$folder\/journal}
  command=${command//auto\/64/auto\/$parts}
  for ((i = 0; i < parts; i++)); do JOB_COMPLETION_INDEX=$i sh -c "$command"; done
  compare kubernetes
}

if [[ -z ${ENHANCE:-} ]]; then
  "$root/scripts/setup.sh"
  "$root/scripts/build.sh" release enhance
  ENHANCE=$root/build/release/apps/enhance/enhance
fi
make_photos
for engine in "${@:-parallel slurm kubernetes}"; do
  for name in $engine; do "check_$name"; done
done
