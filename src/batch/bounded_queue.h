// The hand-over between two stages of a pipeline.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace lowlight::batch {

/// First in, first out, for any number of threads. Who brings an item stays until no more than
/// `capacity` bytes wait; so what waits beyond that is one item for each that brings them.
template <class Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(int64_t capacity) : capacity_(capacity) {}

  /// Not after close().
  void push(Item item, int64_t bytes) {
    std::unique_lock lock(mutex_);
    items_.emplace_back(std::move(item), bytes);
    bytes_ += bytes;
    changed_.notify_all();
    changed_.wait(lock, [&] { return bytes_ <= capacity_; });
  }

  /// Waits for an item; nothing once the queue is closed and empty.
  std::optional<Item> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    std::optional<Item> item(std::move(items_.front().first));
    bytes_ -= items_.front().second;
    items_.pop_front();
    changed_.notify_all();
    return item;
  }

  /// Nothing more will be pushed.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  const int64_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<Item, int64_t>> items_;
  int64_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace lowlight::batch
