// Several processors as one.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lowlight/batch/photo_processor.h"

namespace lowlight::batch {

/// Gives each picture to a processor that is idle, so that each of them is called from one thread
/// at a time. As many calls run at once as there are processors; further ones wait.
class ProcessorPool final : public PhotoProcessor {
 public:
  explicit ProcessorPool(std::vector<std::unique_ptr<PhotoProcessor>> processors);

  void process(const imaging::PictureRows& picture,
               int64_t most_rows,
               const imaging::UseBand& use,
               Remarks* remarks = nullptr) const override;

  void look_at_result(const imaging::PictureRows& result, Remarks& remarks) const override;

  bool changes_pictures() const override;

  int64_t bytes_for(const imaging::ImageShape& shape) const override;

  /// The description of the first, and how many there are.
  std::string description() const override;

 private:
  class Turn;

  std::vector<std::unique_ptr<PhotoProcessor>> processors_;
  mutable std::vector<const PhotoProcessor*> idle_;
  mutable std::mutex mutex_;
  mutable std::condition_variable given_back_;
};

/// The devices of an option: "cuda:0,2" is cuda:0 and cuda:2, everything else is itself.
std::vector<std::string> device_names(const std::string& text);

}  // namespace lowlight::batch
