// SPDX-License-Identifier: MIT
/// Copies of the bytes of commands that pass: while armed, not armed, and when things end badly.
#include <algorithm>
#include <numeric>
#include <optional>

#include "native/test/broker_rig.h"

namespace handoff::test {

using broker::PeekCopy;
using broker::PeekFilter;

namespace {

/// Bytes of the medium where the copy says that they are.
bool IsInFile(const PeekCopy& copy, const std::string& path) {
  const std::vector<uint8_t> file = BytesOfFile(path);
  const uint64_t at = static_cast<uint64_t>(copy.lease.position) + copy.offset;
  return at + copy.length <= file.size() &&
         std::equal(copy.bytes.begin(), copy.bytes.begin() + copy.length,
                    file.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

TEST_CASE("Peek hook: one copy for one arming, of what fits only") {
  broker::PeekHook hook;
  std::vector<uint8_t> data(8192);
  std::iota(data.begin(), data.end(), uint8_t{0});
  broker::Lease lease = {};
  lease.command = vdi::VDC_Write;
  lease.handle = 0x5A001007;
  PeekCopy copy;
  CHECK_FALSE(hook.IsArmed());
  hook.Offer(0, lease, data.data(), 8192);
  CHECK_FALSE(hook.Take(&copy));

  PeekFilter filter;
  filter.device = 1;
  filter.buffer = 7;
  filter.offset = 8000;
  hook.Arm(filter);
  CHECK(hook.IsArmed());
  hook.Offer(0, lease, data.data(), 8192);  // another device
  hook.Offer(1, lease, data.data(), 8000);  // ends before the offset
  lease.handle = 0x5A001008;
  hook.Offer(1, lease, data.data(), 8192);  // another buffer
  CHECK(hook.IsArmed());
  lease.handle = 0x5A001007;
  hook.Offer(1, lease, data.data(), 8192);
  CHECK_FALSE(hook.IsArmed());
  hook.Offer(1, lease, data.data(), 8192);
  REQUIRE(hook.Take(&copy));
  CHECK(copy.length == 192);
  CHECK(copy.bytes[0] == data[8000]);
  CHECK(copy.lease.handle == 0x5A001007);
  CHECK_FALSE(hook.Take(&copy));

  hook.Arm({});
  hook.Offer(0, lease, data.data(), 8192);
  hook.Disarm();
  CHECK_FALSE(hook.Take(&copy));
}

TEST_CASE("Peek hook: a run's copies are the bytes that reach the medium") {
  TempFolder folder;
  RigOptions options;
  options.devices = 2;
  options.files = {folder.File("a.bak"), folder.File("b.bak")};
  std::vector<PeekCopy> copies;
  options.on_tick = [&copies](broker::Broker* broker) {
    PeekCopy copy;
    if (broker->peek().Take(&copy)) {
      copies.push_back(copy);
    }
    if (!broker->peek().IsArmed()) {
      PeekFilter filter;
      filter.device = copies.size() % 2;
      broker->peek().Arm(filter);
    }
  };
  const RigResult result = Rig(options).Run();
  CHECK(result.is_ok);
  for (const PeekCopy& copy : copies) {
    CHECK(IsInFile(copy, options.files[copy.device] + ".partial"));
  }
}

TEST_CASE(
    "Peek hook: armed through the death of a secondary and an abort, the run ends as it would") {
  for (const broker::FaultKind kind :
       {broker::FaultKind::kSecondaryCrash, broker::FaultKind::kMediaError}) {
    TempFolder folder;
    RigOptions options;
    options.files = {folder.File("a.bak")};
    options.faults = {{kind, 3}};
    std::optional<PeekCopy> copy;
    options.on_tick = [&copy](broker::Broker* broker) {
      PeekCopy taken;
      if (broker->peek().Take(&taken)) {
        copy = taken;
      }
      broker->peek().Arm({});
    };
    const RigResult result = Rig(options).Run();
    CHECK(result.is_ok == (kind == broker::FaultKind::kSecondaryCrash));
    if (result.is_ok && copy.has_value()) {
      CHECK(IsInFile(*copy, options.files[0] + ".partial"));
    }
  }
}

}  // namespace handoff::test
