// SPDX-License-Identifier: MIT
/// GetBufferHandle and MapBufferHandle, reference 2.4: what a handle is good for, from when to
/// when, and for whom; prefix zone, alignment, segments.
#include <doctest/doctest.h>

#include <cstring>
#include <set>

#include "native/embedded/control_block.h"
#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

/// A write that is out with the primary, and a secondary that has the set open.
class Out : public Pair {
 public:
  explicit Out(Shape wanted = {}) : Pair(wanted), secondary(NewClient()) {
    Activate();
    REQUIRE(secondary->OpenInSecondaryEx(nullptr, name.c_str()) == NOERROR);
    source = NewBuffer();
    write = std::make_unique<Sent>(VDC_Write, source, 65536);
    Send();
  }
  ~Out() {
    secondary->Close();
    server->Close();
  }
  void Send() {
    REQUIRE(server_devices[0]->SendCommand(&write->command) == NOERROR);
    REQUIRE(client_devices[0]->GetCommand(1000, &command) == NOERROR);
  }
  void Complete() {
    REQUIRE(client_devices[0]->CompleteCommand(command, 0, 65536, 0) == NOERROR);
    REQUIRE(server_devices[0]->DispatchCompletions(1000) == 1);
  }
  uint32_t NewHandle() {
    uint32_t handle = 0;
    REQUIRE(client->GetBufferHandle(command->buffer, &handle) == NOERROR);
    return handle;
  }
  Hresult Map(uint32_t handle) {
    uint8_t* mapped = &nobody;
    const Hresult result = secondary->MapBufferHandle(handle, &mapped);
    CHECK((mapped == nullptr) == (result != NOERROR));
    return result;
  }

  std::unique_ptr<vdi::VirtualDeviceSet> secondary;
  std::unique_ptr<Sent> write;
  uint8_t* source = nullptr;
  VDC_Command* command = nullptr;
  uint8_t nobody = 0;
};

}  // namespace

TEST_SUITE_BEGIN("conformance");

TEST_CASE("Handle: three addresses, the same bytes, both ways") {
  Out out;
  std::memset(out.source, 0x11, 65536);
  const uint32_t handle = out.NewHandle();
  CHECK(static_cast<int32_t>(handle) > 0);  // Positive as Linux's signed parameter.
  uint8_t* mapped = nullptr;
  REQUIRE(out.secondary->MapBufferHandle(handle, &mapped) == NOERROR);
  CHECK(mapped != out.command->buffer);
  CHECK(mapped != out.source);
  CHECK(std::memcmp(mapped, out.source, 65536) == 0);
  mapped[65535] = 0x22;
  CHECK(out.command->buffer[65535] == 0x22);
  uint8_t* again = nullptr;
  CHECK(out.secondary->MapBufferHandle(handle, &again) == NOERROR);
  CHECK(again == mapped);
  CHECK(out.client->MapBufferHandle(handle, &again) == NOERROR);  // Any process, its owner too.
  CHECK(again == out.command->buffer);
  CHECK(out.NewHandle() == handle);  // Asked twice, the same number.
}

TEST_CASE("Handle: stale after CompleteCommand, also when the same buffer comes again") {
  Out out;
  const uint32_t stale = out.NewHandle();
  out.Complete();
  CHECK(out.Map(stale) == VD_E_INVALID);
  uint32_t handle = 0;
  CHECK(out.client->GetBufferHandle(out.command->buffer, &handle) == VD_E_INVALID);
  out.Send();
  CHECK(out.Map(stale) == VD_E_INVALID);
  const uint32_t fresh = out.NewHandle();
  CHECK(fresh != stale);
  CHECK(embedded::Handle::Unpack(fresh).index == embedded::Handle::Unpack(stale).index);
  CHECK(out.Map(fresh) == NOERROR);
}

TEST_CASE("Handle: interior, foreign and arbitrary addresses are refused") {
  Out out;
  uint8_t elsewhere = 0;
  uint32_t handle = 0;
  uint8_t* mapped = nullptr;
  REQUIRE(out.secondary->MapBufferHandle(out.NewHandle(), &mapped) == NOERROR);
  for (uint8_t* wrong :
       {out.command->buffer + 1, out.command->buffer + 512, out.command->buffer + 65536,
        out.command->buffer - 1, &elsewhere, mapped, out.source, static_cast<uint8_t*>(nullptr)}) {
    CHECK(out.client->GetBufferHandle(wrong, &handle) == VD_E_INVALID);
  }
  // The secondary did not receive this command: neither address is its to name.
  CHECK(out.secondary->GetBufferHandle(mapped, &handle) == VD_E_INVALID);
  CHECK(out.secondary->GetBufferHandle(out.command->buffer, &handle) == VD_E_INVALID);
  CHECK(out.client->GetBufferHandle(out.command->buffer, nullptr) == VD_E_INVALID);
  CHECK(out.client->MapBufferHandle(out.NewHandle(), nullptr) == VD_E_INVALID);
}

TEST_CASE("Handle: every other number is refused") {
  Out out;
  const uint32_t good = out.NewHandle();
  for (uint32_t bit = 0; bit < 32; ++bit) {
    CHECK(out.Map(good ^ (1u << bit)) == VD_E_INVALID);
  }
  for (const uint32_t wrong : {0u, 1u, 0xFFFu, 0x7FFFFFFFu, 0xFFFFFFFFu, good + 4096 * 2}) {
    CHECK(out.Map(wrong) == VD_E_INVALID);
  }
  CHECK(out.Map(good) == NOERROR);
}

TEST_CASE("Handle: scope is one set; live sets have different tags") {
  Out one;
  Out two;
  CHECK(one.Map(two.NewHandle()) == VD_E_INVALID);
  CHECK(two.Map(one.NewHandle()) == VD_E_INVALID);
  std::set<uint32_t> tags;
  std::vector<std::unique_ptr<vdi::VirtualDeviceSet>> sets;
  for (int i = 0; i < 40; ++i) {
    Pair pair;
    pair.Configure();
    pair.OpenServerDevices();
    pair.OpenClientDevices();
    Sent read(VDC_Write, pair.NewBuffer(), 512);
    VDC_Command* command = nullptr;
    uint32_t handle = 0;
    REQUIRE(pair.server_devices[0]->SendCommand(&read.command) == NOERROR);
    REQUIRE(pair.client_devices[0]->GetCommand(1000, &command) == NOERROR);
    REQUIRE(pair.client->GetBufferHandle(command->buffer, &handle) == NOERROR);
    tags.insert(embedded::Handle::Unpack(handle).tag);
    VDConfig wish = pair.Wish();
    sets.push_back(NewClient());  // Lives on, so that its tag stays taken.
    REQUIRE(sets.back()->CreateEx(nullptr, NewSetName().c_str(), &wish) == NOERROR);
    pair.server->Close();  // Sweeps `read` before it dies.
  }
  CHECK(tags.count(embedded::Handle::Unpack(one.NewHandle()).tag) == 0);
  CHECK(tags.count(embedded::Handle::Unpack(two.NewHandle()).tag) == 0);
}

TEST_CASE("Handle: before open, after abort, after close") {
  Out out;
  const uint32_t handle = out.NewHandle();
  uint8_t* buffer = nullptr;
  uint32_t number = 0;
  auto unopened = NewClient();
  CHECK(unopened->MapBufferHandle(handle, &buffer) == VD_E_PROTOCOL);
  CHECK(unopened->GetBufferHandle(out.command->buffer, &number) == VD_E_PROTOCOL);
  REQUIRE(out.server->SignalAbort() == NOERROR);
  CHECK(out.Map(handle) == VD_E_ABORT);
  CHECK(out.client->GetBufferHandle(out.command->buffer, &number) == VD_E_ABORT);
  REQUIRE(out.secondary->Close() == NOERROR);
  CHECK(out.Map(handle) == VD_E_PROTOCOL);
  REQUIRE(out.client->Close() == NOERROR);
  CHECK(out.client->MapBufferHandle(handle, &buffer) == VD_E_PROTOCOL);
  CHECK(out.client->GetBufferHandle(buffer, &number) == VD_E_PROTOCOL);
}

TEST_CASE("Buffers: prefix zone and alignment in every process, several segments, all reachable") {
  Out out(Shape{
      .prefix = 100, .alignment = 16384, .block_size = 4096, .transfer = 131072, .buffers = 7});
  CHECK(out.config.alignment == 16384);
  const auto geometry = out.client->Geometry();
  CHECK(geometry.size() == (IsEmbedded() ? 4 : 0));  // The published interface does not show it.
  uint32_t buffers = 0;
  for (const vdi::SegmentGeometry& segment : geometry) {
    buffers += segment.buffers;
    CHECK(segment.data_offset == 16384);
    CHECK(segment.stride == 16384 + 131072);
  }
  CHECK(buffers == (IsEmbedded() ? 7 : 0));

  std::vector<std::unique_ptr<Sent>> sent;
  std::set<uint32_t> handles = {out.NewHandle()};
  for (uint32_t i = 1; i < 7; ++i) {
    uint8_t* data = out.NewBuffer();
    CHECK(reinterpret_cast<uintptr_t>(data) % 16384 == 0);
    std::memset(data, static_cast<int>(i), 131072);
    std::memset(data - 100, 0xEE,
                100);  // Below it lies the client's prefix zone, not another buffer.
    sent.push_back(std::make_unique<Sent>(VDC_Write, data, 131072));
    REQUIRE(out.server_devices[0]->SendCommand(&sent.back()->command) == NOERROR);
    VDC_Command* command = nullptr;
    REQUIRE(out.client_devices[0]->GetCommand(1000, &command) == NOERROR);
    uint32_t handle = 0;
    uint8_t* mapped = nullptr;
    REQUIRE(out.client->GetBufferHandle(command->buffer, &handle) == NOERROR);
    REQUIRE(out.secondary->MapBufferHandle(handle, &mapped) == NOERROR);
    CHECK(handles.insert(handle).second);
    CHECK(reinterpret_cast<uintptr_t>(mapped) % 16384 == 0);
    CHECK(reinterpret_cast<uintptr_t>(command->buffer) % 16384 == 0);
    CHECK(mapped[0] == i);
    CHECK(mapped[131071] == i);
    mapped[-100] = static_cast<uint8_t>(i);
    CHECK(command->buffer[-100] == i);
  }
  uint8_t* none = nullptr;
  CHECK(out.server->AllocateBuffer(&none, 131072, 0) == VD_E_MEMORY);
  out.server->Close();  // Ends the commands that are still out, while they live.
}

TEST_CASE("Peek: a bounded copy of a buffer that is out") {
  Out out;
  for (uint32_t i = 0; i < 65536; ++i) {
    out.source[i] = static_cast<uint8_t>(i / 512);
  }
  const uint32_t handle = out.NewHandle();
  uint8_t bytes[4096];
  uint32_t copied = 0;
  CHECK(out.secondary->Peek(handle, 1024, 4096, bytes, &copied) == NOERROR);
  CHECK(copied == 4096);
  CHECK(std::memcmp(bytes, out.source + 1024, 4096) == 0);
  CHECK(out.client->Peek(handle, 65536 - 16, 4096, bytes, &copied) == NOERROR);
  CHECK(copied == 16);
  CHECK(out.client->Peek(handle, 65537, 1, bytes, &copied) == VD_E_INVALID);
  CHECK(out.client->Peek(handle, 0, 4097, bytes, &copied) == VD_E_INVALID);
  CHECK(out.client->Peek(handle ^ 1, 0, 16, bytes, &copied) == VD_E_INVALID);
  out.Complete();
  CHECK(out.client->Peek(handle, 0, 16, bytes, &copied) == VD_E_INVALID);
  CHECK(copied == 0);
}

TEST_SUITE_END();

}  // namespace handoff::test
