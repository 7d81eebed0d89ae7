// Event files as TensorBoard reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace lowlight::io {

/// Writes TensorFlow's record format: for each record its length (8 bytes), the length's masked
/// CRC-32C, the record, its masked CRC-32C; all little-endian, mask(c) = rotate_right(c, 15) +
/// 0xA282EAD8. Records are protobuf messages of type tensorflow.Event, of which only the fields
/// named here are written. Each record is flushed.
class EventFile {
 public:
  /// Begins a file with the record that names the format. Throws DataError where it cannot be
  /// written.
  explicit EventFile(const std::filesystem::path& path);

  /// Tells readers that what other files of the run say of steps from `step` on is void.
  void add_start(int64_t step);
  void add_scalar(int64_t step, const std::string& tag, double value);
  /// An RGB picture as the bytes of a PNG file.
  void add_picture(int64_t step,
                   const std::string& tag,
                   int64_t height,
                   int64_t width,
                   std::span<const uint8_t> png);

 private:
  std::ofstream file_;
};

}  // namespace lowlight::io
