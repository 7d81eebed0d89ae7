#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "batch/faces_json.h"
#include "batch/journal_lines.h"
#include "lowlight/batch/journal.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/core/text.h"
#include "lowlight/core/utf8.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string to_hex(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) text += {kDigits[uint8_t(byte) >> 4], kDigits[uint8_t(byte) & 15]};
  return text;
}

Json path_to_json(const fs::path& path) {
  const auto& name = path.native();
  return is_utf8(name) ? Json(name) : Json{{"hex", to_hex(name)}};
}

/// Texts of others may hold anything; a journal is UTF-8.
Json text_to_json(const std::string& text) { return display_name(text); }

Json exposure_to_json(const std::optional<Exposure>& exposure) {
  if (!exposure) return nullptr;
  return {{"ev", exposure->ev}, {"share", exposure->share}, {"why", text_to_json(exposure->why)}};
}

/// Takes values out of an object and remembers what is wrong with them.
class Reader {
 public:
  explicit Reader(const Json& object) : object_(object) {}

  template <class Value>
  Value get(const char* key, bool (*fits)(const Json&), const char* wanted) {
    known_.insert(key);
    const auto found = object_.find(key);
    if (found == object_.end()) {
      problems.push_back(std::string(key) + " is missing");
    } else if (!fits(*found)) {
      problems.push_back(std::string(key) + " must be " + wanted);
    } else {
      return found->get<Value>();
    }
    return Value();
  }

  std::string text(const char* key) {
    return get<std::string>(
        key, [](const Json& value) { return value.is_string(); }, "a text");
  }
  int64_t count(const char* key) {
    return get<int64_t>(
        key,
        [](const Json& value) {
          return value.is_number_unsigned() && value.get<uint64_t>() <= uint64_t(INT64_MAX);
        },
        "a whole number from 0");
  }
  double seconds(const char* key) {
    return get<double>(
        key,
        [](const Json& value) { return value.is_number() && value.get<double>() >= 0; },
        "a number from 0");
  }
  std::vector<std::string> texts(const char* key) {
    return get<std::vector<std::string>>(
        key,
        [](const Json& value) {
          return value.is_array() && std::all_of(value.begin(), value.end(), [](const auto& item) {
                   return item.is_string();
                 });
        },
        "a list of texts");
  }
  std::string object(const char* key) {
    return get<Json>(
               key,
               [](const Json& value) {
                 return value.is_object() &&
                        std::all_of(value.begin(), value.end(), [](const auto& item) {
                          return item.is_primitive();
                        });
               },
               "a flat object")
        .dump();
  }
  /// Records of earlier versions have no such key.
  std::optional<Exposure> exposure(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return {};
    const auto number = [&](const char* name) {
      return found->is_object() && found->contains(name) && (*found)[name].is_number();
    };
    if (!number("ev") || !number("share") || !found->contains("why") ||
        !(*found)["why"].is_string() || found->size() != 3) {
      problems.push_back(std::string(key) + " must be null or {\"ev\", \"share\", \"why\"}");
      return {};
    }
    return Exposure{(*found)["ev"], (*found)["share"], (*found)["why"]};
  }
  /// Records of earlier versions have no such key.
  std::optional<Faces> faces(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return {};
    const auto faces = faces_of_json(*found);
    if (!faces) problems.push_back(std::string(key) + " must be null or " + kFacesRule);
    return faces;
  }
  /// Records of earlier versions have no such key.
  std::optional<double> share(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return {};
    if (found->is_number() && *found >= 0 && *found <= 1) return found->get<double>();
    problems.push_back(std::string(key) + " must be null or a number from 0 to 1");
    return {};
  }
  std::string hash(const char* key) {
    auto value = text(key);
    const bool digits = value.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digits || (value.size() != 64 && !value.empty())) {
      problems.push_back(std::string(key) + " must be 64 hexadecimal digits or nothing");
    }
    return value;
  }
  fs::path path(const char* key) {
    const auto value = get<Json>(key, is_path, "a text or {\"hex\": \"...\"}");
    if (value.is_string()) return value.get<std::string>();
    std::string bytes;
    if (value.is_object()) {
      const auto digits = value["hex"].get<std::string>();
      for (size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += char(std::stoi(digits.substr(i, 2), nullptr, 16));
      }
    }
    return bytes;
  }
  template <class Enum>
  Enum choice(const char* key) {
    const auto value = enum_value<Enum>(text(key));
    if (!value) {
      problems.push_back(std::string(key) + " must be one of: " + joined(enum_names<Enum>()));
    }
    return value.value_or(Enum());
  }

  void refuse_others() {
    for (const auto& item : object_.items()) {
      if (!known_.contains(item.key())) problems.push_back("unknown key " + item.key());
    }
  }

  std::vector<std::string> problems;

 private:
  static bool is_path(const Json& value) {
    if (value.is_string()) return true;
    if (!value.is_object() || value.size() != 1 || !value.contains("hex")) return false;
    const auto& digits = value["hex"];
    return digits.is_string() && digits.get<std::string>().size() % 2 == 0 &&
           digits.get<std::string>().find_first_not_of("0123456789abcdef") == std::string::npos;
  }

  const Json& object_;
  std::set<std::string> known_;
};

/// nlohmann keeps the last of equal keys; the journal has none.
Json parse_object(std::string_view line) {
  std::vector<std::set<std::string>> keys;
  std::string twice;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto key = parsed.get<std::string>();
      if (!keys.back().insert(key).second) twice = key;
    }
    return true;
  };
  Json object;
  try {
    object = Json::parse(line, watch);
  } catch (const Json::exception& error) {
    throw ConfigError("record", {error.what()});
  }
  if (!object.is_object()) throw ConfigError("record", {"must be a JSON object"});
  if (!twice.empty()) throw ConfigError("record", {twice + " is there twice"});
  return object;
}

}  // namespace

std::string journal_line(const JournalRecord& record) {
  const auto& photo = record.photo;
  Json line = {{"time", record.time},
               {"input", path_to_json(photo.input)},
               {"output", path_to_json(photo.output)},
               {"status", enum_name(photo.status)},
               {"stage", enum_name(photo.stage)},
               {"kind", enum_name(photo.kind)},
               {"reason", text_to_json(photo.reason)},
               {"warnings", Json::array()},
               {"exposure", exposure_to_json(photo.exposure)},
               {"faces", faces_to_json(photo.faces)},
               {"untrusted", photo.untrusted ? Json(*photo.untrusted) : Json()},
               {"pixels", photo.pixels},
               {"input_bytes", photo.input_bytes},
               {"input_modified", record.input_modified},
               {"input_sha256", photo.input_sha256},
               {"output_bytes", photo.output_bytes},
               {"output_sha256", photo.output_sha256},
               {"read_seconds", photo.read_seconds},
               {"process_seconds", photo.process_seconds},
               {"write_seconds", photo.write_seconds},
               {"model_sha256", record.run.model_sha256},
               {"settings", Json::parse(record.run.settings)}};
  for (const auto& warning : photo.warnings) line["warnings"].push_back(text_to_json(warning));
  return line.dump();
}

JournalRecord parse_journal_line(std::string_view text) {
  const auto object = parse_object(text);
  Reader reader(object);
  JournalRecord record;
  auto& photo = record.photo;
  record.time = reader.text("time");
  photo.input = reader.path("input");
  photo.output = reader.path("output");
  photo.status = reader.choice<PhotoStatus>("status");
  photo.stage = reader.choice<Stage>("stage");
  photo.kind = reader.choice<FailureKind>("kind");
  photo.reason = reader.text("reason");
  photo.warnings = reader.texts("warnings");
  photo.exposure = reader.exposure("exposure");
  photo.faces = reader.faces("faces");
  photo.untrusted = reader.share("untrusted");
  photo.pixels = reader.count("pixels");
  photo.input_bytes = reader.count("input_bytes");
  record.input_modified = reader.count("input_modified");
  photo.input_sha256 = reader.hash("input_sha256");
  photo.output_bytes = reader.count("output_bytes");
  photo.output_sha256 = reader.hash("output_sha256");
  photo.read_seconds = reader.seconds("read_seconds");
  photo.process_seconds = reader.seconds("process_seconds");
  photo.write_seconds = reader.seconds("write_seconds");
  record.run.model_sha256 = reader.hash("model_sha256");
  record.run.settings = reader.object("settings");
  reader.refuse_others();
  if (!reader.problems.empty()) throw ConfigError("record", std::move(reader.problems));
  return record;
}

std::vector<JournalRecord> parse_journal(std::string_view text, const std::string& name) {
  std::vector<JournalRecord> records;
  for (size_t begin = 0, number = 1;; ++number) {
    const auto end = text.find('\n', begin);
    if (end == std::string_view::npos) return records;
    records.push_back(record_in({text.substr(begin, end - begin), begin, int64_t(number)}, name));
    begin = end + 1;
  }
}

}  // namespace lowlight::batch
