#include "tasks/same_run.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "lowlight/core/checksum.h"
#include "lowlight/core/error.h"
#include "lowlight/io/options_text.h"

namespace lowlight::tasks {
namespace {

std::string text_of(const FieldValue& value) { return io::fields_to_text({{"value", value, ""}}); }

uint32_t checksum_of(const std::string& text, uint32_t before) {
  return crc32c({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, before);
}

uint32_t checksum_of(const at::Tensor& tensor, uint32_t before) {
  const auto whole = tensor.contiguous();
  return crc32c({static_cast<const uint8_t*>(whole.const_data_ptr()), whole.nbytes()}, before);
}

}  // namespace

void require_same(const std::vector<Field>& facts, const std::string& where, const Ranks& ranks) {
  if (ranks.size() == 1) return;
  const auto texts = gathered_texts(io::fields_to_text(facts), ranks);
  const auto wanted = io::fields_from_text(texts[0], where);
  std::vector<std::string> problems;
  for (size_t r = 1; r < texts.size(); ++r) {
    const auto found = io::fields_from_text(texts[r], where);
    for (const auto& [name, value] : wanted) {
      const auto other = found.find(name);
      const auto there = other == found.end() ? "not set" : text_of(other->second);
      if (there == text_of(value)) continue;
      problems.push_back(name + " is " + there + " on process " + std::to_string(r) + " and " +
                         text_of(value) + " on process 0");
    }
  }
  if (!problems.empty()) throw ConfigError(where, std::move(problems));
}

std::vector<Field> shared_settings(std::vector<Field> settings) {
  std::erase_if(settings, [](const Field& field) {
    return field.name == "run_folder" || field.name == "trainer.device" ||
           field.name == "trainer.threads" || field.name.starts_with("trainer.loader.");
  });
  return settings;
}

std::vector<Field> facts_of(const training::Task& task) {
  uint32_t checksum = 0;
  for (const auto& [name, tensor] : task.sample(0).tensors)
    checksum = checksum_of(tensor, checksum_of(name, checksum));
  return {{"data.notes", task.notes(), ""},
          {"data.held_out", task.validation_size(), ""},
          {"data.first_sample", int64_t(checksum), ""}};
}

Field fact_of(const std::string& set, const data::PhotoSource& photos) {
  uint32_t checksum = 0;
  for (int64_t i = 0; i < photos.size(); ++i) {
    // Photos of a pack, or of memory, have no file of their own.
    std::error_code no_file;
    const auto bytes = std::filesystem::file_size(photos.name(i), no_file);
    checksum = checksum_of(photos.name(i), checksum);
    checksum = checksum_of(no_file ? "" : std::to_string(bytes), checksum);
  }
  return {"data." + set, std::vector<int64_t>{photos.size(), int64_t(checksum)}, ""};
}

}  // namespace lowlight::tasks
