// The reader of safetensors takes no memory on the word of a header. This file replaces operator
// new and LibTorch's allocator of CPU memory for its test program, to see the largest single
// request.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"

namespace {

std::atomic<size_t> largest_request{0};

void* requested_or_null(size_t bytes) noexcept {
  if (bytes > largest_request) largest_request = bytes;
  return std::malloc(std::max<size_t>(bytes, 1));
}

void* requested(size_t bytes) {
  void* memory = requested_or_null(bytes);
  if (!memory) throw std::bad_alloc();
  return memory;
}

class WatchedAllocator final : public c10::Allocator {
 public:
  WatchedAllocator() : watched_(c10::GetCPUAllocator()) { c10::SetCPUAllocator(this, 1); }
  c10::DataPtr allocate(size_t bytes) override {
    if (bytes > largest_request) largest_request = bytes;
    return watched_->allocate(bytes);
  }
  c10::DeleterFnPtr raw_deleter() const override { return watched_->raw_deleter(); }
  void copy_data(void* target, const void* source, size_t bytes) const override {
    watched_->copy_data(target, source, bytes);
  }

 private:
  c10::Allocator* watched_;
};

size_t largest_request_of(const std::vector<uint8_t>& bytes) {
  static WatchedAllocator allocator;
  largest_request = 0;
  try {
    lowlight::io::parse_safetensors(bytes, "it");
  } catch (const lowlight::CheckpointError&) {
  }
  return largest_request;
}

std::vector<uint8_t> file_of(uint64_t length, const std::string& rest) {
  std::vector<uint8_t> bytes(8);
  std::memcpy(bytes.data(), &length, 8);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

std::vector<uint8_t> file_of(const std::string& header) { return file_of(header.size(), header); }

}  // namespace

void* operator new(size_t bytes) { return requested(bytes); }
void* operator new[](size_t bytes) { return requested(bytes); }
void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return requested_or_null(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return requested_or_null(bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

TEST_CASE("No memory is taken on the word of a header") {
  constexpr size_t kModest = 64 * 1024;
  for (const uint64_t length : {uint64_t(90'000'000), uint64_t(1) << 60, ~uint64_t(0)}) {
    CHECK(largest_request_of(file_of(length, "{}")) < kModest);
  }
  for (const std::string type : {"U8", "F64", "BOOL"}) {
    for (const std::string size : {"1000000000", "1099511627776", "1152921504606846976"}) {
      const auto header = "{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[" + size +
                          "],\"data_offsets\":[0," + size + "]}}";
      CHECK(largest_request_of(file_of(header)) < kModest);
    }
  }
  CHECK(largest_request_of(file_of(
            R"({"a":{"dtype":"U8","shape":[99999999999,0],"data_offsets":[0,0]}})")) < kModest);
}

TEST_CASE("The watch sees the memory of tensors and of texts") {
  const std::string data(1'000'000, '\0');
  const std::string header = R"({"a":{"dtype":"U8","shape":[1000000],"data_offsets":[0,1000000]}})";
  CHECK(largest_request_of(file_of(header.size(), header + data)) == 1'000'000);
  CHECK(largest_request_of(file_of("{" + std::string(500'000, ' ') + "}")) >= 500'000);
}
