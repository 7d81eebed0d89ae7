#!/bin/bash
# One part of a batch as a task of a Slurm array: sbatch --array=0-63 slurm_job.sh PHOTOS OUTPUT JOURNALS
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
# exec lets the program itself get the signal: it finishes the photos in hand, and the task, once requeued, does the rest.
exec "${ENHANCE:-enhance}" "$1" -o "$2" --shard auto --threads "${SLURM_CPUS_PER_TASK:-1}" \
  --journal "$3/$SLURM_ARRAY_TASK_ID.jsonl"
