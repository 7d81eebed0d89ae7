// Addresses on pages: of pictures that lie inside them, and of files that lie beside them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace lowlight::pages {

/// A picture's file as an address that holds it whole: "data:image/jpeg;base64,…".
std::string data_uri(std::string_view media_type, std::span<const uint8_t> bytes);

/// A relative path as the target of a link. Every byte but letters, digits and - . _ ~ / becomes
/// %XX, so that no name is read as a scheme, a query or a fragment.
std::string link_target(const std::filesystem::path& path);

}  // namespace lowlight::pages
