#include "lowlight/io/event_file.h"

#include <bit>
#include <chrono>

#include "lowlight/core/checksum.h"
#include "lowlight/core/error.h"

namespace lowlight::io {
namespace {

// A protobuf message is its fields one after the other: (number · 8 + wire type) and the value, a
// varint (0), 8 bytes (1), a length and bytes (2) or 4 bytes (5).
class Message {
 public:
  Message& integer(uint64_t number, int64_t value) {
    varint(number * 8 + 0);
    varint(uint64_t(value));
    return *this;
  }
  Message& real(uint64_t number, double value) {
    varint(number * 8 + 1);
    fixed(std::bit_cast<uint64_t>(value), 8);
    return *this;
  }
  Message& real(uint64_t number, float value) {
    varint(number * 8 + 5);
    fixed(std::bit_cast<uint32_t>(value), 4);
    return *this;
  }
  Message& bytes(uint64_t number, std::span<const uint8_t> value) {
    varint(number * 8 + 2);
    varint(value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  Message& text(uint64_t number, const std::string& value) {
    return bytes(number, {reinterpret_cast<const uint8_t*>(value.data()), value.size()});
  }
  Message& message(uint64_t number, const Message& value) { return bytes(number, value.bytes_); }

  std::span<const uint8_t> data() const { return bytes_; }

  void fixed(uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_.push_back(uint8_t(value >> (8 * i)));
  }

 private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(uint8_t(value | 0x80));
    bytes_.push_back(uint8_t(value));
  }

  std::vector<uint8_t> bytes_;
};

uint32_t masked_checksum(std::span<const uint8_t> bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u;
}

void write(std::ofstream& file, std::span<const uint8_t> bytes) {
  file.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

void write_record(std::ofstream& file, const Message& event) {
  Message length, checks;
  length.fixed(event.data().size(), 8);
  const auto check_of_length = masked_checksum(length.data());
  length.fixed(check_of_length, 4);
  checks.fixed(masked_checksum(event.data()), 4);
  write(file, length.data());
  write(file, event.data());
  write(file, checks.data());
  file.flush();
}

/// wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7
Message event_at(int64_t step) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  Message event;
  event.real(1, std::chrono::duration<double>(now).count()).integer(2, step);
  return event;
}

/// A summary of one value: Summary.value = 1
Message summary_of(const Message& value) { return Message().message(1, value); }

}  // namespace

EventFile::EventFile(const std::filesystem::path& path) : file_(path, std::ios::binary) {
  if (!file_) throw DataError(path.string(), {"cannot be written"});
  write_record(file_, event_at(0).text(3, "brain.Event:2"));
}

void EventFile::add_start(int64_t step) {
  constexpr int64_t kStart = 1;  // of SessionLog.status = 1
  write_record(file_, event_at(step).message(7, Message().integer(1, kStart)));
}

void EventFile::add_scalar(int64_t step, const std::string& tag, double value) {
  // Value: tag = 1, simple_value = 2
  const auto scalar = Message().text(1, tag).real(2, float(value));
  write_record(file_, event_at(step).message(5, summary_of(scalar)));
}

void EventFile::add_picture(int64_t step,
                            const std::string& tag,
                            int64_t height,
                            int64_t width,
                            std::span<const uint8_t> png) {
  // Value: tag = 1, image = 4; Image: height = 1, width = 2, colorspace = 3 (3 is RGB),
  // encoded_image_string = 4
  const auto image = Message().integer(1, height).integer(2, width).integer(3, 3).bytes(4, png);
  const auto value = Message().text(1, tag).message(4, image);
  write_record(file_, event_at(step).message(5, summary_of(value)));
}

}  // namespace lowlight::io
