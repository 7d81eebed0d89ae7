// A diagnosis as a page to look at.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/doctor/capsule.h"
#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/finite_check.h"

namespace lowlight::training {

/// The page: the verdict; what to try and the evidence; where the first bad value came from; the
/// trail to it; the growth of values over the depth, logarithmic; the batch; every module, the
/// producer marked; weights and gradients; other causes that apply.
///
/// `batch` holds the tensors of the step. Pictures and masks in it, [N, 1 or 3, H, W], are shown
/// small, eight samples at most; values outside [0, 1] are stretched into it, and the caption says
/// so; what is not finite is red. `facts` are names and values such as the step, the network or the
/// versions, and are shown as they are. The page stands alone (pages/page.h).
std::string diagnosis_page(const doctor::Diagnosis& diagnosis,
                           const std::vector<doctor::NamedTensor>& batch = {},
                           const std::vector<std::pair<std::string, std::string>>& facts = {});

/// The page of a diagnosis whose capsule lies at `path`: diagnosis_page with the capsule's batch,
/// and the command that replays it.
std::string capsule_page(const std::filesystem::path& path,
                         const doctor::Capsule& capsule,
                         const doctor::Diagnosis& diagnosis);

}  // namespace lowlight::training
