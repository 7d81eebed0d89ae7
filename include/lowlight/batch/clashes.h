// Files of one run that would take each other's place.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/comparison.h"

namespace lowlight::batch {

/// A file beside the photos of a batch, and what it is: "the report", "the journal".
struct NamedFile {
  std::string what;
  std::filesystem::path file;
  bool appended = false;  ///< Written where a link leads to, instead of in the link's place.
};

/// What is wrong with a run that writes these files beside the results and maps of trust of a plan,
/// and the sheets of its results where their kind is given: two of all that is written at one
/// place, one at the place of a photo or a file that is read, or a named one in the place of a
/// device, a pipe or a folder. A sentence each, none where all is well. Links and dots in folders
/// are followed, and links to files that are read or appended to. "-" is a stream for photos and
/// results only. What plan_batch refuses is not looked for again.
std::vector<std::string> clashes(const std::vector<NamedFile>& written,
                                 const std::vector<NamedFile>& read,
                                 const BatchPlan& plan,
                                 std::optional<SheetKind> sheets = {});

}  // namespace lowlight::batch
