// The same functions in a library that was built with LibTorch alone.
#include "lowlight/colours/colour_profile.h"

namespace lowlight::colours {

ProfileKind kind_of_profile(std::span<const uint8_t>) { return ProfileKind::other; }

// Without image files no photo with a profile is ever read.
std::optional<imaging::WorkingColours> working_colours(std::span<const uint8_t>,
                                                       const imaging::ImageShape&,
                                                       std::vector<std::string>&) {
  return std::nullopt;
}

}  // namespace lowlight::colours
