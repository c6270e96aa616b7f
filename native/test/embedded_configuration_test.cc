// SPDX-License-Identifier: MIT
/// What CreateEx, BeginConfiguration and RequestBuffers accept and refuse; names;
/// reference 2.1, 2.3, 3, 6.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <functional>

#include "native/embedded/configuration.h"
#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

Hresult ResultOfWish(const std::function<void(VDConfig*)>& change) {
  VDConfig wish = {};
  wish.deviceCount = 1;
  change(&wish);
  auto set = embedded::NewEmbeddedSet();
  return set->CreateEx(nullptr, NewSetName().c_str(), &wish);
}

Hresult ResultOfName(const char* instance, const char* name) {
  VDConfig wish = {};
  wish.deviceCount = 1;
  auto set = embedded::NewEmbeddedSet();
  return set->CreateEx(instance, name, &wish);
}

Hresult ResultOfDecision(const Shape& shape, const embedded::Decision& decision) {
  Pair pair(shape);
  pair.Create();
  pair.Connect();
  return pair.server->BeginConfiguration(decision.features, decision.block_size, decision.alignment,
                                         decision.max_transfer_size, 1000);
}

}  // namespace

TEST_CASE("Wishes: 1 to 64 devices") {
  for (const uint32_t count : {1u, 2u, 63u, 64u}) {
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->deviceCount = count; }) == NOERROR);
  }
  for (const uint32_t count : {0u, 65u, 0xFFFFFFFFu}) {
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->deviceCount = count; }) == VD_E_NOTSUPPORTED);
  }
}

TEST_CASE("Wishes: exactly one positioning style with its extras") {
  const uint32_t legal[] = {
      VDF_LikePipe,        VDF_Removable,
      VDF_Discard,         VDF_Removable | VDF_Discard,
      VDF_RequestComplete, VDF_SnapshotPrepare,
      VDF_LikeTape,        VDF_LikeTape | VDF_Discard,
      VDF_LikeDisk,        VDF_LikeDisk | VDF_Removable | VDF_Discard | VDF_RequestComplete};
  for (const uint32_t features : legal) {
    CAPTURE(features);
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->features = features; }) == NOERROR);
  }
  const uint32_t illegal[] = {VDF_Rewind,
                              VDF_Position,
                              VDF_FileMarks,
                              VDF_LikeTape & ~static_cast<uint32_t>(VDF_Rewind),
                              VDF_LikeTape | VDF_RandomAccess,
                              VDF_LikeDisk | VDF_Position,
                              VDF_LikeTape | VDF_SnapshotPrepare,
                              VDF_LikeDisk | VDF_SnapshotPrepare,
                              VDF_WriteMedia,
                              VDF_ReadMedia,
                              VDF_CompleteEnabled,
                              VDF_EnumFrozenFiles,
                              VDF_VSSWriter,
                              VDF_LatchStats,
                              0x4,
                              0x8,
                              0x100000};
  for (const uint32_t features : illegal) {
    CAPTURE(features);
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->features = features; }) == VD_E_NOTSUPPORTED);
  }
}

TEST_CASE("Wishes: alignment, prefix zone, soft file marks; the server's fields are not read") {
  for (const uint32_t alignment : {0u, 1u, 512u, 65536u}) {
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->alignment = alignment; }) == NOERROR);
  }
  for (const uint32_t alignment : {3u, 1000u, 131072u}) {
    CHECK(ResultOfWish([&](VDConfig* wish) { wish->alignment = alignment; }) == VD_E_NOTSUPPORTED);
  }
  CHECK(ResultOfWish([](VDConfig* wish) { wish->prefixZoneSize = 65536; }) == NOERROR);
  CHECK(ResultOfWish([](VDConfig* wish) { wish->prefixZoneSize = 65537; }) == VD_E_NOTSUPPORTED);
  CHECK(ResultOfWish([](VDConfig* wish) { wish->softFileMarkBlockSize = 1; }) == VD_E_NOTSUPPORTED);
  CHECK(ResultOfWish([](VDConfig* wish) {
          wish->features = VDF_LikeTape;
          wish->softFileMarkBlockSize = 4096;
        }) == NOERROR);
  CHECK(ResultOfWish([](VDConfig* wish) { wish->blockSize = 7; }) == NOERROR);
}

TEST_CASE("Names and instances") {
  const std::string name = NewSetName();
  const std::string longest(226, 'n');
  CHECK(ResultOfName(nullptr, name.c_str()) == NOERROR);
  CHECK(ResultOfName("SQL2022", name.c_str()) == NOERROR);
  CHECK(ResultOfName(nullptr, (name + "/with slash, % and +").c_str()) == NOERROR);
  CHECK(ResultOfName(nullptr, longest.c_str()) == NOERROR);
  CHECK(ResultOfName(nullptr, (longest + longest).c_str()) == VD_E_INVALID);
  CHECK(ResultOfName(nullptr, "") == VD_E_INVALID);
  CHECK(ResultOfName(nullptr, nullptr) == VD_E_INVALID);
  CHECK(ResultOfName(nullptr, "back\\slash") == VD_E_INVALID);
  CHECK(ResultOfName("", name.c_str()) == VD_E_INSTANCE_NAME);
  CHECK(ResultOfName("HOST\\SQL", name.c_str()) == VD_E_INSTANCE_NAME);
  CHECK(ResultOfName("ANINSTANCEOFSEVENTEEN", name.c_str()) == VD_E_INSTANCE_NAME);
  auto set = embedded::NewEmbeddedSet();
  CHECK(set->CreateEx(nullptr, name.c_str(), nullptr) == VD_E_INVALID);
}

TEST_CASE("A name is in use as long as its set lives, and once in each instance") {
  Pair pair;
  pair.Create();
  CHECK(ResultOfName(nullptr, pair.name.c_str()) == HresultFromWin32(ERROR_ALREADY_EXISTS));
  CHECK(ResultOfName("OTHER", pair.name.c_str()) == NOERROR);
  std::string upper = pair.name;
  upper[1] = 'T';
  CHECK(ResultOfName(nullptr, upper.c_str()) == NOERROR);  // Names are case-sensitive.
  CHECK(pair.client->Close() == NOERROR);
  CHECK(ResultOfName(nullptr, pair.name.c_str()) == NOERROR);
}

TEST_CASE("Create and OpenInSecondary take the instance from the environment") {
  setenv("_VIRTUAL_SERVER_NAME_", "NAMED", 1);
  Pair pair;
  VDConfig wish = pair.Wish();
  REQUIRE(pair.client->Create(pair.name.c_str(), &wish) == NOERROR);
  CHECK(pair.server->Open(nullptr, pair.name.c_str()) == VD_E_INVALID);
  REQUIRE(pair.server->Open("NAMED", pair.name.c_str()) == NOERROR);
  pair.Begin();
  pair.End();
  REQUIRE(pair.client->GetConfiguration(0, &wish) == NOERROR);
  auto secondary = embedded::NewEmbeddedSet();
  CHECK(secondary->OpenInSecondary(pair.name.c_str()) == NOERROR);
  unsetenv("_VIRTUAL_SERVER_NAME_");
  auto other = embedded::NewEmbeddedSet();
  CHECK(other->OpenInSecondary(pair.name.c_str()) == VD_E_PROTOCOL);
}

TEST_CASE("Decisions: what BeginConfiguration accepts") {
  const uint32_t write = VDF_WriteMedia;
  const Shape pipe{.features = 0};
  const embedded::Decision legal[] = {
      {write, 512, 0, 65536},
      {VDF_ReadMedia, 65536, 65536, 4194304},
      {write | VDF_ReadMedia, 4096, 8192, 131072},
  };
  for (const embedded::Decision& decision : legal) {
    CHECK(ResultOfDecision(pipe, decision) == NOERROR);
  }
  const embedded::Decision illegal[] = {
      {0, 512, 0, 65536},                            // Neither backup nor restore.
      {write | VDF_Discard, 512, 0, 65536},          // Not the client's mask.
      {write | VDF_CompleteEnabled, 512, 0, 65536},  // Not requested.
      {write, 256, 0, 65536},
      {write, 768, 0, 65536},
      {write, 131072, 0, 131072},
      {write, 0, 0, 65536},
      {write, 4096, 2048, 65536},
      {write, 512, 1536, 65536},
      {write, 512, 131072, 65536},
      {write, 512, 0, 0},
      {write, 512, 0, 65536 + 512},
      {write, 512, 0, 32768},
      {write, 512, 0, 4194304 + 65536},
  };
  for (const embedded::Decision& decision : illegal) {
    CAPTURE(decision.features);
    CAPTURE(decision.block_size);
    CAPTURE(decision.alignment);
    CAPTURE(decision.max_transfer_size);
    CHECK(ResultOfDecision(pipe, decision) == VD_E_NOTSUPPORTED);
  }
  const Shape wishing{.features = VDF_RequestComplete, .alignment = 8192};
  CHECK(ResultOfDecision(
            wishing, {wishing.features | write | VDF_CompleteEnabled, 512, 0, 65536}) == NOERROR);
  CHECK(ResultOfDecision(wishing, {wishing.features | write, 512, 0, 65536}) == NOERROR);
  CHECK(ResultOfDecision(wishing, {wishing.features | write, 512, 4096, 65536}) ==
        VD_E_NOTSUPPORTED);
}

TEST_CASE(
    "A refused decision leaves the set Connected; the final configuration is the decision's") {
  Pair pair(Shape{.devices = 3,
                  .features = VDF_LikeDisk,
                  .server_bits = VDF_ReadMedia,
                  .prefix = 64,
                  .timeout_ms = 60'000});
  pair.Create();
  pair.Connect();
  CHECK(pair.server->BeginConfiguration(0, 512, 0, 65536, 0) == VD_E_NOTSUPPORTED);
  pair.Begin();
  pair.End();
  REQUIRE(pair.client->GetConfiguration(0, &pair.config) == NOERROR);
  CHECK(pair.config.deviceCount == 3);
  CHECK(pair.config.features == (VDF_LikeDisk | VDF_ReadMedia));
  CHECK(pair.config.prefixZoneSize == 64);
  CHECK(pair.config.alignment == 512);
  CHECK(pair.config.serverTimeOut == 60'000);
  CHECK(pair.config.maxIODepth == 4);
  CHECK(pair.config.bufferAreaSize == 65536u * 4 * 3);
  VDConfig config = {};
  CHECK(pair.server->GetConfiguration(&config) == NOERROR);
  CHECK(config.maxTransferSize == 65536);
}

TEST_CASE("Buffers: requests are summed, checked and limited") {
  Pair pair(Shape{.block_size = 4096});
  pair.Create();
  pair.Connect();
  pair.Begin();
  embedded::ServerSet& server = *pair.server;
  CHECK(server.RequestBuffers(0, 0, 1) == VD_E_INVALID);
  CHECK(server.RequestBuffers(65537, 0, 1) == VD_E_INVALID);
  CHECK(server.RequestBuffers(65536, 0, 0) == VD_E_INVALID);
  CHECK(server.RequestBuffers(65536, 2048, 1) == VD_E_INVALID);  // Below the base.
  CHECK(server.RequestBuffers(65536, 131072, 1) == VD_E_INVALID);
  CHECK(server.RequestBuffers(65536, 0, 4097) == VD_E_MEMORY);
  CHECK(server.RequestBuffers(65536, 0, 6) == NOERROR);
  CHECK(server.RequestBuffers(1000, 65536, 2) == NOERROR);  // A stricter alignment.
  uint32_t count = 0;
  CHECK(server.QueryAvailableBuffers(512, 0, &count) == NOERROR);
  CHECK(count == 8);
  CHECK(server.QueryAvailableBuffers(512, 65536, &count) == NOERROR);
  CHECK(count == 2);
  CHECK(server.EndConfiguration() == NOERROR);
  CHECK(server.QueryAvailableBuffers(65536, 0, &count) == NOERROR);
  CHECK(count == 6);

  uint8_t* small = nullptr;
  uint8_t* large = nullptr;
  CHECK(server.AllocateBuffer(&small, 900, 0) == NOERROR);  // The tightest that fits.
  CHECK(reinterpret_cast<uintptr_t>(small) % 65536 == 0);
  CHECK(server.AllocateBuffer(&large, 65536, 0) == NOERROR);
  CHECK(server.AllocateBuffer(&large, 70000, 0) == VD_E_MEMORY);
  CHECK(large == nullptr);
  CHECK(server.AllocateBuffer(nullptr, 512, 0) == VD_E_INVALID);
  CHECK(server.AllocateBuffer(&large, 0, 0) == VD_E_INVALID);
  CHECK(server.AllocateBuffer(&large, 512, 12288) == VD_E_INVALID);
  CHECK(server.IsSharedBuffer(small) == 1);
  CHECK(server.IsSharedBuffer(small + 999) == 1);
  CHECK(server.IsSharedBuffer(small + 1000) == 0);
  CHECK(server.IsSharedBuffer(reinterpret_cast<uint8_t*>(&count)) == 0);
  CHECK(server.BufferIndex(small) == 6);
  CHECK(server.BufferIndex(small + 1) == -1);
  CHECK(server.FreeBuffer(small + 1, 900) == VD_E_INVALID);
  CHECK(server.FreeBuffer(small, 901) == VD_E_INVALID);
  CHECK(server.FreeBuffer(small, 900) == NOERROR);
  CHECK(server.FreeBuffer(small, 900) == VD_E_INVALID);
  CHECK(server.FreeBuffer(nullptr, 900) == VD_E_INVALID);
}

TEST_CASE("Buffers: more can be added after configuration, and clients find them") {
  Pair pair(Shape{.buffers = 1});
  pair.Activate();
  CHECK(pair.client->Geometry().size() == 1);
  pair.NewBuffer();
  uint8_t* none = nullptr;
  CHECK(pair.server->AllocateBuffer(&none, 65536, 0) == VD_E_MEMORY);
  CHECK(pair.server->RequestBuffers(65536, 0, 2) == NOERROR);
  uint8_t* added = pair.NewBuffer();
  added[100] = 77;
  Sent write(VDC_Write, added, 512);
  VDC_Command* command = nullptr;
  uint32_t handle = 0;
  REQUIRE(pair.server_devices[0]->SendCommand(&write.command) == NOERROR);
  REQUIRE(pair.client_devices[0]->GetCommand(1000, &command) == NOERROR);
  CHECK(command->buffer[100] == 77);
  CHECK(pair.client->GetBufferHandle(command->buffer, &handle) == NOERROR);
  CHECK(pair.client->Geometry().size() == 2);
  pair.server->Close();
}

TEST_CASE(
    "Buffers: no memory leaves the set Configurable without buffers, and less can be asked for") {
  Pair pair(Shape{.prefix = 65536, .transfer = 4194304});
  pair.Create();
  pair.Connect();
  pair.Begin();
  // The kernel refuses a file above this limit as it would refuse one that does not fit into
  // memory.
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit = {8u << 20, before.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
  REQUIRE(pair.server->RequestBuffers(65536, 0, 1) == NOERROR);
  REQUIRE(pair.server->RequestBuffers(4194304, 0, 64) == NOERROR);
  CHECK(pair.server->EndConfiguration() == VD_E_MEMORY);
  setrlimit(RLIMIT_FSIZE, &before);
  uint32_t count = 1;
  CHECK(pair.server->QueryAvailableBuffers(512, 0, &count) == NOERROR);
  CHECK(count == 0);
  CHECK(pair.client->GetConfiguration(0, &pair.config) == VD_E_TIMEOUT);
  REQUIRE(pair.server->RequestBuffers(4194304, 0, 1) == NOERROR);
  CHECK(pair.server->EndConfiguration() == NOERROR);
  CHECK(pair.client->GetConfiguration(0, &pair.config) == NOERROR);
  CHECK(pair.client->Geometry().size() == 1);
}

TEST_CASE("64 devices, each with its own queue") {
  Pair pair(Shape{.devices = 64, .buffers = 64});
  pair.Activate();
  std::vector<std::unique_ptr<Sent>> sent;
  for (uint32_t i = 0; i < 64; ++i) {
    sent.push_back(std::make_unique<Sent>(VDC_Write, pair.NewBuffer(), 65536));
    REQUIRE(pair.server_devices[i]->SendCommand(&sent[i]->command) == NOERROR);
  }
  for (uint32_t i = 64; i-- > 0;) {
    VDC_Command* command = nullptr;
    CHECK(pair.client->DeviceBell(i) == pair.client_devices[i]->CommandBell());
    REQUIRE(pair.client_devices[i]->GetCommand(0, &command) == NOERROR);
    CHECK(pair.client_devices[i]->CompleteCommand(command, 0, i * 512, 0) == NOERROR);
    CHECK(pair.server_devices[i]->DispatchCompletions(0) == 1);
    CHECK(sent[i]->command.bytesTransferred == i * 512);
  }
  CHECK(pair.client->DeviceBell(64) == nullptr);
}

TEST_CASE("Names of codes and commands") {
  CHECK(std::string(NameOfCommand(VDC_Read)) == "VDC_Read");
  CHECK(std::string(NameOfCommand(VDC_Complete)) == "VDC_Complete");
  CHECK(NameOfCommand(0) == nullptr);
  CHECK(NameOfCommand(20) == nullptr);
  CHECK(NameOfCommand(-1) == nullptr);
  CHECK(std::string(NameOfHresult(VD_E_INVALID)) == "VD_E_INVALID");
  CHECK(std::string(NameOfHresult(VD_E_QUEUE_FULL)) == "VD_E_BUSY");
  CHECK(NameOfHresult(VdError(1)) == nullptr);
  CHECK(static_cast<uint32_t>(VD_E_TIMEOUT) == 0x80770003u);
  CHECK(std::string(NameOfCompletion(995)) == "ERROR_OPERATION_ABORTED");
  CHECK(NameOfCompletion(2) == nullptr);
}

}  // namespace handoff::test
