#include "lowlight/batch/processor_pool.h"

#include <algorithm>
#include <utility>

#include "lowlight/core/check.h"

namespace lowlight::batch {

/// A processor for the length of a scope.
class ProcessorPool::Turn {
 public:
  explicit Turn(const ProcessorPool& pool) : pool_(pool) {
    std::unique_lock lock(pool.mutex_);
    pool.given_back_.wait(lock, [&] { return !pool.idle_.empty(); });
    processor_ = pool.idle_.back();
    pool.idle_.pop_back();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    const std::lock_guard lock(pool_.mutex_);
    pool_.idle_.push_back(processor_);
    pool_.given_back_.notify_one();
  }

  const PhotoProcessor& processor() const { return *processor_; }

 private:
  const ProcessorPool& pool_;
  const PhotoProcessor* processor_;
};

ProcessorPool::ProcessorPool(std::vector<std::unique_ptr<PhotoProcessor>> processors)
    : processors_(std::move(processors)) {
  LOWLIGHT_CHECK(!processors_.empty(), "ProcessorPool: there must be a processor");
  for (const auto& processor : processors_) idle_.push_back(processor.get());
}

void ProcessorPool::process(const imaging::PictureRows& picture,
                            int64_t most_rows,
                            const imaging::UseBand& use,
                            Remarks* remarks) const {
  Turn(*this).processor().process(picture, most_rows, use, remarks);
}

void ProcessorPool::look_at_result(const imaging::PictureRows& result, Remarks& remarks) const {
  Turn(*this).processor().look_at_result(result, remarks);
}

bool ProcessorPool::changes_pictures() const { return processors_.front()->changes_pictures(); }

int64_t ProcessorPool::bytes_for(const imaging::ImageShape& shape) const {
  return processors_.front()->bytes_for(shape);
}

std::string ProcessorPool::description() const {
  const auto first = processors_.front()->description();
  return processors_.size() == 1 ? first
                                 : first + ", " + std::to_string(processors_.size()) + " at once";
}

std::vector<std::string> device_names(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {text};
  std::vector<std::string> names;
  for (size_t begin = colon + 1; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    names.push_back(text.substr(0, colon + 1) + text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

}  // namespace lowlight::batch
