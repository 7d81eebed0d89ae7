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

TEST_CASE("An item larger than the capacity is let in alone") {
  BoundedQueue<int> queue(10);
  queue.push(1, 1'000'000);
  CHECK(queue.pop() == 1);
}

TEST_CASE("A full queue makes its producer wait until there is room") {
  BoundedQueue<int> queue(10);
  std::atomic<int> pushed{0};
  std::thread producer([&] {
    for (int i = 0; i < 4; ++i, ++pushed) queue.push(i, 5);
    queue.close();
  });
  while (pushed < 2) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const int pushed_before_room = pushed;
  std::vector<int> popped;
  while (auto item = queue.pop()) popped.push_back(*item);
  producer.join();
  CHECK(pushed_before_room == 2);
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
