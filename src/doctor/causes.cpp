#include "doctor/causes.h"

namespace lowlight::doctor {
namespace {

constexpr Cause kCatalogue[] = {
    schedule_negative_base,
    bad_data,
    one_value_statistics,
    reduced_precision,
    shared_mask_kernel,
    mask_not_binary,
    mask_of_two,
    groups_forgotten,
    empty_mask,
    ratio_out_of_range,
    zero_area_box,
    no_box_in_labels,
    root_at_zero,
    black_picture,
    constant_picture,
    log_of_negative,
    log_of_zero,
    root_of_negative,
    batch_of_one,
    same_style_twice,
    zero_denominator,
    unequal_sizes,
    boxes_in_other_units,
    sixteen_bit_as_eight,
    normalisation_mismatch,
    learning_rate,
};

}  // namespace

std::vector<Finding> findings_for(const Evidence& evidence) {
  std::vector<Finding> findings;
  for (const auto cause : kCatalogue) {
    if (auto finding = cause(evidence)) findings.push_back(std::move(*finding));
  }
  return findings;
}

std::string place_of_producer(const Evidence& evidence) {
  return place_text(evidence.trace.operations[size_t(evidence.operation)], evidence.trace);
}

}  // namespace lowlight::doctor
