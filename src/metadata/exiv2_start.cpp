#include "metadata/exiv2_start.h"

#include <mutex>
#include <stdexcept>
#include <string>

namespace lowlight::metadata {

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
  if (Exiv2::XmpParser::encode(packet, data) != 0) throw std::runtime_error("not encoded");
  return {packet.begin(), packet.end()};
}

Exiv2::XmpData parsed_xmp(const std::vector<uint8_t>& packet) {
  Exiv2::XmpData data;
  if (packet.empty()) return data;
  if (Exiv2::XmpParser::decode(data, {packet.begin(), packet.end()}) != 0) {
    throw std::runtime_error("no XMP");
  }
  return data;
}

}  // namespace lowlight::metadata
