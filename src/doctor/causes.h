// The catalogue of causes. Each function looks at the evidence and answers with a finding or not at
// all; none knows a name of a test or a network. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/evidence.h"

namespace lowlight::doctor {

/// Where the first bad value was made, for a finding's reasons.
std::string place_of_producer(const Evidence& evidence);

using Cause = std::optional<Finding> (*)(const Evidence&);

// Data.
std::optional<Finding> bad_data(const Evidence& evidence);
std::optional<Finding> black_picture(const Evidence& evidence);
std::optional<Finding> constant_picture(const Evidence& evidence);
std::optional<Finding> sixteen_bit_as_eight(const Evidence& evidence);
std::optional<Finding> normalisation_mismatch(const Evidence& evidence);

// Boxes.
std::optional<Finding> zero_area_box(const Evidence& evidence);
std::optional<Finding> boxes_in_other_units(const Evidence& evidence);
std::optional<Finding> no_box_in_labels(const Evidence& evidence);

// Masks.
std::optional<Finding> shared_mask_kernel(const Evidence& evidence);
std::optional<Finding> mask_not_binary(const Evidence& evidence);
std::optional<Finding> mask_of_two(const Evidence& evidence);
std::optional<Finding> groups_forgotten(const Evidence& evidence);
std::optional<Finding> empty_mask(const Evidence& evidence);
std::optional<Finding> ratio_out_of_range(const Evidence& evidence);

// Losses.
std::optional<Finding> log_of_negative(const Evidence& evidence);
std::optional<Finding> log_of_zero(const Evidence& evidence);
std::optional<Finding> root_at_zero(const Evidence& evidence);
std::optional<Finding> root_of_negative(const Evidence& evidence);
std::optional<Finding> batch_of_one(const Evidence& evidence);
std::optional<Finding> same_style_twice(const Evidence& evidence);
std::optional<Finding> zero_denominator(const Evidence& evidence);
std::optional<Finding> unequal_sizes(const Evidence& evidence);

// Optimisation and arithmetic.
std::optional<Finding> reduced_precision(const Evidence& evidence);
std::optional<Finding> one_value_statistics(const Evidence& evidence);
std::optional<Finding> schedule_negative_base(const Evidence& evidence);
std::optional<Finding> learning_rate(const Evidence& evidence);

/// All that apply, the likelier first: what is specific before what is general.
std::vector<Finding> findings_for(const Evidence& evidence);

}  // namespace lowlight::doctor
