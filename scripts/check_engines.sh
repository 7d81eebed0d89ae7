#!/usr/bin/env bash
# Runs shared batches under real engines on this machine and compares their journals with the photos. One task is killed under GNU
# parallel and one under Slurm. Trains by two processes as torchrun, srun and Kubernetes' PyTorchJob start them, and compares the
# losses with those of one process; under torchrun one of them is killed.
#
#   scripts/check_engines.sh [parallel] [slurm] [kubernetes] [torchrun] [srun] [pytorchjob]        all where none is named
#
# What is missing is installed by apt-get: GNU parallel, Slurm. Slurm runs as a cluster of its own, of one controller and three
# nodes, in build/engines. Of Kubernetes the manifests are checked against their schemas (Python's kubernetes-validate and
# kubeflow-training) and the tasks are started as they say. torchrun is that of PYTHON (python3), which has PyTorch.
# ENHANCE=PROGRAM and TRAIN=PROGRAM take programs that are built; otherwise they are built.
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

# Leaves a cluster in $1 for the function that calls this, and says in `daemons` what to end.
start_slurm() {
  need slurmctld slurmctld slurm-client
  need slurmd slurmd
  local folder=$1 i
  mkdir -p "$folder/state"
  write_slurm_conf "$folder"
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -D >"$folder/slurmctld.out" 2>&1 &
  daemons=($!)
  for i in 1 2 3; do
    mkdir -p "$folder/spool.node$i"
    slurmd -D -N "node$i" >"$folder/slurmd.node$i.out" 2>&1 &
    daemons+=($!)
  done
  until [[ $(sinfo --noheader --format %T 2>/dev/null) == idle ]]; do sleep 0.5; done
}

check_slurm() {
  local folder=$work/slurm job daemons=()
  mkdir -p "$folder/journal"
  export ENHANCE
  trap 'kill "${daemons[@]}" 2>/dev/null || true' RETURN
  start_slurm "$folder"
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

# A Python with the packages, in the folder $1.
make_python() {
  python3 -m venv "$1" || { need no-venv python3-venv && python3 -m venv "$1"; }
  "$1/bin/pip" install --quiet "${@:2}"
}

check_kubernetes() {
  local folder=$work/kubernetes manifest=$root/scripts/engines/kubernetes_job.yaml i
  make_python "$folder/venv" kubernetes-validate
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

# The arguments of a training of moments whose run goes into the folder $1.
training() {
  echo "$root/configs/tiny_enhancer.toml --resume-or-begin --set run_folder=$1 photos.path=$photos trainer.steps=12" \
    "trainer.loader.workers=1 trainer.health_every=0"
}

# The losses of a run of two processes are those of one, but for the order of sums.
compare_training() {
  local one=$work/one_process
  [[ -f $one/log.jsonl ]] || OMP_NUM_THREADS=1 "$TRAIN" $(training "$one") 2>"$work/one_process.err"
  python3 - "$one/log.jsonl" "$2/log.jsonl" "$1" <<'PYTHON'
import json, sys
one, two = ([line["loss"] for line in map(json.loads, open(log)) if line["event"] == "step"] for log in sys.argv[1:3])
worst = max(abs(a - b) / abs(a) for a, b in zip(one, two, strict=True))
print(f"{sys.argv[3]}: {len(two)} steps by two processes, losses of one process to {worst:.1e}")
sys.exit(len(two) != 12 or worst > 1e-3)
PYTHON
}

check_torchrun() {
  local folder=$work/torchrun running process
  mkdir -p "$folder"
  GLOO_SOCKET_IFNAME=lo OMP_NUM_THREADS=1 "${PYTHON:-python3}" -m torch.distributed.run --nproc-per-node 2 --max-restarts 2 \
    --master-addr 127.0.0.1 --master-port 29540 --no-python "$TRAIN" $(training "$folder/run") trainer.checkpoint_every=2 \
    >"$folder/out" 2>"$folder/err" &
  running=$!
  until compgen -G "$folder/run/state-*" >/dev/null; do kill -0 "$running" && sleep 0.02; done
  process=$(pgrep -f -n "^[^ ]*lowlight_train .*run_folder=$folder/run ")
  kill -KILL "$process"
  echo "killed process $process"
  wait "$running"
  grep -q '"event":"start","step":[1-9]' "$folder/run/log.jsonl" || { echo "nothing was started again"; return 1; }
  compare_training torchrun "$folder/run"
}

check_srun() {
  local folder=$work/srun daemons=()
  mkdir -p "$folder"
  trap 'kill "${daemons[@]}" 2>/dev/null || true' RETURN
  start_slurm "$folder"
  export TRAIN MASTER_ADDR=127.0.0.1 MASTER_PORT=29541 GLOO_SOCKET_IFNAME=lo OMP_NUM_THREADS=1
  srun --ntasks 2 --kill-on-bad-exit bash -c 'RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS LOCAL_RANK=$SLURM_LOCALID \
    exec "$TRAIN" '"$(training "$folder/run")" >"$folder/out" 2>"$folder/err"
  compare_training srun "$folder/run"
}

check_pytorchjob() {
  local folder=$work/pytorchjob manifest=$root/scripts/engines/pytorch_job.yaml rank role command running=()
  make_python "$folder/venv" kubeflow-training pyyaml
  "$folder/venv/bin/python" - "$manifest" "$folder" <<'PYTHON'
import json, pathlib, sys, yaml
import kubernetes.client.models
from kubeflow.training import models
from kubernetes.client import ApiClient

# Kubernetes' own reader of objects learns the operator's types; what a type does not know is lost on the way.
for name in dir(models):
    if name.startswith("KubeflowOrgV1"):
        setattr(kubernetes.client.models, name, getattr(models, name))
wanted = yaml.safe_load(open(sys.argv[1]))
response = type("Response", (), {"data": json.dumps(wanted)})()
known = ApiClient().sanitize_for_serialization(ApiClient().deserialize(response, "KubeflowOrgV1PyTorchJob"))
assert known == wanted, f"keys that the schema does not know: {wanted} became {known}"
for role, replica in wanted["spec"]["pytorchReplicaSpecs"].items():
    command = replica["template"]["spec"]["containers"][0]["command"]
    pathlib.Path(sys.argv[2], role).write_text(" ".join(command))
print("pytorchjob: the manifest is what the operator's schema knows")
PYTHON
  rank=0
  for role in Master Worker; do  # with what the operator sets
    command=$(<"$folder/$role")
    [[ $command == "lowlight_train /data/enhancer.toml --resume-or-begin" ]]
    RANK=$rank WORLD_SIZE=2 LOCAL_RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29542 GLOO_SOCKET_IFNAME=lo OMP_NUM_THREADS=1 \
      "$TRAIN" $(training "$folder/run") 2>"$folder/err.$rank" &
    running+=($!)
    rank=$((rank + 1))
  done
  wait "${running[0]}" && wait "${running[1]}"
  compare_training pytorchjob "$folder/run"
}

if [[ -z ${ENHANCE:-} || -z ${TRAIN:-} ]]; then
  "$root/scripts/setup.sh"
  "$root/scripts/build.sh" release enhance lowlight_train
  ENHANCE=$root/build/release/apps/enhance/enhance
  TRAIN=$root/build/release/apps/lowlight_train/lowlight_train
fi
make_photos
for engine in "${@:-parallel slurm kubernetes torchrun srun pytorchjob}"; do
  for name in $engine; do "check_$name"; done
done
