// SPDX-License-Identifier: MIT
/// The ring between two processes, and the latency histogram beside it.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <random>
#include <thread>

#include "native/broker/latency.h"
#include "native/broker/ring.h"

namespace handoff::test {

using broker::SpscRing;

struct Item {
  uint64_t number;
  uint64_t check;
};

template <uint32_t kSlots>
std::unique_ptr<SpscRing<Item, kSlots>> NewRing() {
  auto ring = std::make_unique<SpscRing<Item, kSlots>>();
  std::memset(static_cast<void*>(ring.get()), 0, sizeof *ring);
  return ring;
}

TEST_CASE(
    "A ring in any fragmentation gives back what went in, in order, and never more than fits") {
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  auto ring = NewRing<8>();
  uint64_t pushed = 0;
  uint64_t popped = 0;
  for (int round = 0; round < 20000; ++round) {
    for (uint32_t i = random() % 12; i > 0; --i) {
      const bool fits = pushed - popped < 8;
      CHECK(ring->Push({pushed, ~pushed}) == fits);
      pushed += fits ? 1 : 0;
    }
    for (uint32_t i = random() % 12; i > 0; --i) {
      Item item = {};
      const bool any = popped < pushed;
      REQUIRE(ring->Pop(&item) == any);
      if (any) {
        REQUIRE(item.number == popped);
        REQUIRE(item.check == ~popped);
        ++popped;
      }
    }
    CHECK(ring->Pushed() == pushed);
  }
}

TEST_CASE("Two threads at random speeds see every item once and in order") {
  const uint32_t seed = std::random_device()();
  INFO("seed ", seed);
  constexpr uint64_t kItems = 200000;
  auto ring = NewRing<64>();
  std::thread producer([&ring, seed] {
    std::mt19937 random(seed);
    for (uint64_t number = 0; number < kItems;) {
      if (ring->Push({number, number * 3})) {
        ++number;
      }
      if (random() % 64 == 0) {
        std::this_thread::yield();
      }
    }
  });
  std::mt19937 random(seed + 1);
  uint64_t expected = 0;
  bool is_right = true;
  while (expected < kItems) {
    Item item = {};
    if (ring->Pop(&item)) {
      is_right = is_right && item.number == expected && item.check == expected * 3;
      ++expected;
    } else if (random() % 16 == 0) {
      std::this_thread::yield();
    }
  }
  producer.join();
  CHECK(is_right);
  CHECK(ring->IsEmpty());
}

TEST_CASE("A successor starts with an empty ring; counts go on") {
  auto ring = NewRing<8>();
  for (uint64_t i = 0; i < 5; ++i) {
    REQUIRE(ring->Push({i, 0}));
  }
  ring->SkipAll();
  Item item = {};
  CHECK_FALSE(ring->Pop(&item));
  CHECK(ring->Pushed() == 5);
  REQUIRE(ring->Push({7, 0}));
  REQUIRE(ring->Pop(&item));
  CHECK(item.number == 7);
}

TEST_CASE("Quantiles of the histogram are right within 3 percent") {
  broker::LatencyHistogram histogram;
  for (uint64_t i = 1; i <= 100000; ++i) {
    histogram.Add(i * 1000);
  }
  broker::LatencyHistogram::Totals totals = {};
  uint64_t max = 0;
  histogram.AddTo(&totals, &max);
  CHECK(max == 100000000);
  const auto near = [&totals](double share, double expected) {
    const double got = static_cast<double>(broker::LatencyHistogram::QuantileOf(totals, share));
    return got > expected * 0.97 && got < expected * 1.03;
  };
  CHECK(near(0.5, 50e6));
  CHECK(near(0.99, 99e6));
  CHECK(near(0.999, 99.9e6));
  CHECK(broker::LatencyHistogram::QuantileOf(broker::LatencyHistogram::Totals{}, 0.5) == 0);
}

TEST_CASE("Every value has a bucket that holds it") {
  for (uint64_t value = 1; value < UINT64_MAX / 5; value = value * 3 / 2 + 1) {
    const uint32_t bucket = broker::BucketOf(value);
    REQUIRE(bucket < broker::kLatencyBuckets);
    CHECK(broker::BucketOf(broker::ValueOf(bucket)) == bucket);
  }
}

}  // namespace handoff::test
