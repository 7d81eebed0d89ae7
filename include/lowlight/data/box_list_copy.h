// Lists of boxes for sets that hold fewer photos than the one they were made for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lowlight::data {

/// Copies the list of boxes `from` (data/box_list.h), a file or a folder, to `to` with its ending,
/// without what it says of the photos that `left_out` names, and returns where it lies. All else
/// stays as it is, faults among it. Throws what read_box_list throws.
std::string copy_box_list(const std::filesystem::path& from,
                          std::filesystem::path to,
                          const std::vector<std::string>& left_out);

}  // namespace lowlight::data
