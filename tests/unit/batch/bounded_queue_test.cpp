#include "batch/bounded_queue.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "support/catch.h"

using lowlight::batch::BoundedQueue;

TEST_CASE("Items leave in the order in which they came") {
  BoundedQueue<std::unique_ptr<int>> queue(100);
  for (int i = 0; i < 3; ++i) queue.push(std::make_unique<int>(i), 10);
  queue.close();
  for (int i = 0; i < 3; ++i) CHECK(**queue.pop() == i);
  CHECK_FALSE(queue.pop());
  CHECK_FALSE(queue.pop());
}

TEST_CASE("Who brings more than may wait stays until it is taken") {
  const int size = GENERATE(5, 1'000'000);
  BoundedQueue<int> queue(size == 5 ? 10 : 0);
  const int room = size == 5 ? 2 : 0;
  std::atomic<int> begun{0}, pushed{0};
  std::thread producer([&] {
    for (int i = 0; i < 4; ++i, ++pushed) {
      ++begun;
      queue.push(i, size);
    }
    queue.close();
  });
  while (begun <= room) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const int begun_before_room = begun, pushed_before_room = pushed;
  std::vector<int> popped;
  while (auto item = queue.pop()) popped.push_back(*item);
  producer.join();
  CHECK(begun_before_room == room + 1);
  CHECK(pushed_before_room == room);
  CHECK(popped == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("Closing wakes a consumer that waits") {
  BoundedQueue<int> queue(10);
  bool ended = false;
  std::thread consumer([&] { ended = !queue.pop(); });
  queue.close();
  consumer.join();
  CHECK(ended);
}
