// Whether all ranks are about to make one run.
#pragma once

#include <string>
#include <vector>

#include "lowlight/core/field_value.h"
#include "lowlight/core/ranks.h"
#include "lowlight/data/photo_source.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

/// Throws ConfigError, called `where`, with a problem for each of the facts that is another on some
/// rank than on rank 0: which fact, on which rank, and both values. All ranks throw, or none.
void require_same(const std::vector<Field>& facts, const std::string& where, const Ranks& ranks);

/// The settings of a run that its ranks must share: all but folder, device, threads and loader.
std::vector<Field> shared_settings(std::vector<Field> settings);

/// What tells one task's samples from another's: its notes, how many are held out, and the checksum
/// of all numbers of sample 0.
std::vector<Field> facts_of(const training::Task& task);

/// What tells one set of photos from another, under its dotted name: their number and the checksum
/// of their names and of the sizes of their files.
Field fact_of(const std::string& set, const data::PhotoSource& photos);

}  // namespace lowlight::tasks
