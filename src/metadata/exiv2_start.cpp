#include "metadata/exiv2_start.h"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>

namespace lowlight::metadata {
namespace {

/// What `work` returns; an exiv2 that throws found damage as much as one that returns an error.
template <class Work>
auto without_exiv2_errors(Work&& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw std::runtime_error(error.what());
  }
}

}  // namespace

void start_exiv2() {
  // exiv2 keeps its log level and its XMP name spaces in globals.
  static std::mutex name_spaces;
  static const bool started = [] {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    const bool ready = Exiv2::XmpParser::initialize(
        [](void* mutex, bool lock) {
          auto& guarded = *static_cast<std::mutex*>(mutex);
          lock ? guarded.lock() : guarded.unlock();
        },
        &name_spaces);
    // What joins a JPEG's XMP data with their extension; exiv2 does not know it.
    Exiv2::XmpProperties::registerNs("http://ns.adobe.com/xmp/note/", "xmpNote");
    return ready;
  }();
  if (!started) throw std::runtime_error("exiv2 cannot read XMP");
}

std::vector<uint8_t> packet_of(const Exiv2::XmpData& data) {
  std::string packet;
  if (data.empty()) return {};
  const auto encode = [&] { return Exiv2::XmpParser::encode(packet, data); };
  if (without_exiv2_errors(encode) != 0) throw std::runtime_error("not encoded");
  return {packet.begin(), packet.end()};
}

Exiv2::XmpData parsed_xmp(const std::vector<uint8_t>& packet) {
  Exiv2::XmpData data;
  if (packet.empty()) return data;
  const auto decode = [&] {
    return Exiv2::XmpParser::decode(data, {packet.begin(), packet.end()});
  };
  if (without_exiv2_errors(decode) != 0) throw std::runtime_error("no XMP");
  return data;
}

}  // namespace lowlight::metadata
