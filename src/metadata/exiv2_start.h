// What every use of exiv2 begins with.
#pragma once

#include <cstdint>
#include <exiv2/exiv2.hpp>
#include <vector>

namespace lowlight::metadata {

/// Makes exiv2 silent and its XMP name spaces safe for threads, once. Throws std::runtime_error.
void start_exiv2();

/// XMP from a packet, and back. Nothing in gives nothing out. Throws std::runtime_error where the
/// packet is damaged.
Exiv2::XmpData parsed_xmp(const std::vector<uint8_t>& packet);
std::vector<uint8_t> packet_of(const Exiv2::XmpData& data);

}  // namespace lowlight::metadata
