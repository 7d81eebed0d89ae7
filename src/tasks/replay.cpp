#include "lowlight/tasks/replay.h"

#include <ATen/ATen.h>
#include <stdlib.h>

#include <cstdint>
#include <string>
#include <system_error>

#include "lowlight/core/error.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/doctor/capsule.h"
#include "lowlight/io/options_text.h"
#include "lowlight/training/replay_capsule.h"
#include "tasks/configured_task.h"

namespace lowlight::tasks {
namespace {

namespace fs = std::filesystem;

/// A packed photo for tasks that must have one and will not look at it.
class StandIn {
 public:
  StandIn() {
    std::string name = (fs::temp_directory_path() / "lowlight-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw DataError(name, {"cannot be made"});
    folder_ = name;
    data::pack_photos(GreyPhoto(), path());
  }
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;
  ~StandIn() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  fs::path path() const { return folder_ / "photos.safetensors"; }

 private:
  struct GreyPhoto : data::PhotoSource {
    int64_t size() const override { return 1; }
    std::string name(int64_t) const override { return "no photo"; }
    at::Tensor photo(int64_t) const override { return at::full({3, 8, 8}, 128, at::kByte); }
  };
  fs::path folder_;
};

}  // namespace

doctor::Diagnosis replay(const fs::path& path, const std::string& device) {
  const auto capsule = doctor::read_capsule(path);
  const StandIn photo;
  io::Config settings{path.string(), io::fields_from_text(capsule.config, path.string()), {}, {}};
  if (!device.empty()) settings.values["trainer.device"] = device;
  return with_task(settings, [&](auto resolved) {
    for (const auto& [name, photos] : members_of<data::PhotosOptions>(resolved.options)) {
      if (photos->path.empty()) continue;
      *photos = {};
      photos->path = photo.path().string();
    }
    at::manual_seed(uint64_t(resolved.trainer.seed));
    const auto task = make_task(resolved.options, resolved.trainer.batch, resolved.trainer.seed);
    return training::replay_capsule(*task, resolved.trainer, capsule, path.string());
  });
}

}  // namespace lowlight::tasks
