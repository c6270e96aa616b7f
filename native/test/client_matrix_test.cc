// SPDX-License-Identifier: MIT
/// Every (state, method) pair of the client's transition matrix, reference 1.4, and who may call
/// what, 1.7.
#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using embedded::SetState;

namespace {

/// Two devices, so that "some open" and "all open" differ. Brought to a state in a second life of
/// the same set object; `stale` is a device of its first life, for calls that need a device where
/// none can be.
class ClientInState : public Pair {
 public:
  explicit ClientInState(SetState state) : Pair(Shape{.devices = 2}) {
    Activate();
    stale = client_devices[0];
    server->Close();
    client->Close();
    server_devices.clear();
    client_devices.clear();
    Reach(state);
  }

  VirtualDevice* Device() const {
    return client_devices.empty() ? stale : client_devices[0];
  }

  VirtualDevice* stale = nullptr;

 private:
  void Reach(SetState state) {
    if (state == SetState::kDoesNotExist) {
      return;
    }
    Create();
    if (state == SetState::kConfigurable) {
      return;
    }
    Connect();
    Begin();
    End();
    REQUIRE(client->GetConfiguration(0, &config) == NOERROR);
    if (state == SetState::kInitializing) {
      return;
    }
    OpenServerDevices();
    OpenClientDevices();
    if (state == SetState::kNormallyTerminated) {
      for (uint32_t i = 0; i < 2; ++i) {
        VDC_Command* command = nullptr;
        REQUIRE(server_devices[i]->CloseDevice() == NOERROR);
        REQUIRE(client_devices[i]->GetCommand(1000, &command) == VD_E_CLOSE);
      }
    }
    if (state == SetState::kAborted) {
      REQUIRE(server->SignalAbort() == NOERROR);
      REQUIRE(client->GetConfiguration(0, &config) == VD_E_ABORT);  // Now every binding knows.
    }
  }
};

using Method = std::function<Hresult(ClientInState&)>;

const std::map<std::string, Method> kMethods = {
    {"Create",
     [](ClientInState& set) {
       VDConfig wish = set.Wish();
       return set.client->Create(set.name.c_str(), &wish);
     }},
    {"CreateEx",
     [](ClientInState& set) {
       VDConfig wish = set.Wish();
       return set.client->CreateEx(nullptr, set.name.c_str(), &wish);
     }},
    {"GetConfiguration",
     [](ClientInState& set) {
       VDConfig config;
       return set.client->GetConfiguration(0, &config);
     }},
    {"OpenDevice",
     [](ClientInState& set) {
       VirtualDevice* device = set.stale;
       const Hresult result = set.client->OpenDevice(set.name.c_str(), &device);
       CHECK((device == nullptr) == (result != NOERROR));
       return result;
     }},
    {"GetCommand",
     [](ClientInState& set) {
       VDC_Command* command = nullptr;
       return set.Device()->GetCommand(0, &command);
     }},
    {"CompleteCommand",
     [](ClientInState& set) {
       VDC_Command command = {};
       return set.Device()->CompleteCommand(&command, 0, 0, 0);
     }},
    {"SignalAbort", [](ClientInState& set) { return set.client->SignalAbort(); }},
    {"Close", [](ClientInState& set) { return set.client->Close(); }},
    {"OpenInSecondary",
     [](ClientInState& set) { return set.client->OpenInSecondary(set.name.c_str()); }},
    {"OpenInSecondaryEx",
     [](ClientInState& set) { return set.client->OpenInSecondaryEx(nullptr, set.name.c_str()); }},
    {"GetBufferHandle",
     [](ClientInState& set) {
       uint8_t byte = 0;
       uint32_t handle = 0;
       return set.client->GetBufferHandle(&byte, &handle);
     }},
    {"MapBufferHandle",
     [](ClientInState& set) {
       uint8_t* buffer = nullptr;
       return set.client->MapBufferHandle(0x01001000, &buffer);
     }},
};

constexpr Hresult kP = VD_E_PROTOCOL;
constexpr Hresult kA = VD_E_ABORT;

/// In the order DoesNotExist, Configurable, Initializing, Active, NormallyTerminated, Aborted.
/// Where the matrix says "OK" and the wait finds nothing, the poll's own answer stands
/// (VD_E_TIMEOUT, VD_E_INVALID).
const std::map<std::string, std::vector<Hresult>> kExpected = {
    {"Create", {NOERROR, kP, kP, kP, kP, kP}},
    {"CreateEx", {NOERROR, kP, kP, kP, kP, kP}},
    {"GetConfiguration", {kP, VD_E_TIMEOUT, NOERROR, NOERROR, NOERROR, kA}},
    // Active means all devices open: VD_E_OPEN by the method's page (reference 11, no. 5).
    {"OpenDevice", {kP, kP, NOERROR, VD_E_OPEN, kP, kA}},
    {"GetCommand", {kP, kP, kP, VD_E_TIMEOUT, kP, kA}},
    {"CompleteCommand", {kP, kP, kP, VD_E_INVALID, kP, kA}},
    {"SignalAbort", {kP, NOERROR, NOERROR, NOERROR, NOERROR, NOERROR}},
    // With devices open: VD_E_OPEN by the method's page (reference 11, no. 4).
    {"Close", {kP, NOERROR, NOERROR, VD_E_OPEN, NOERROR, NOERROR}},
    {"OpenInSecondary", {kP, kP, kP, kP, kP, kP}},
    {"OpenInSecondaryEx", {kP, kP, kP, kP, kP, kP}},
    {"GetBufferHandle", {kP, VD_E_INVALID, VD_E_INVALID, VD_E_INVALID, VD_E_INVALID, kA}},
    {"MapBufferHandle", {kP, VD_E_INVALID, VD_E_INVALID, VD_E_INVALID, VD_E_INVALID, kA}},
};

constexpr SetState kStates[] = {SetState::kDoesNotExist,       SetState::kConfigurable,
                                SetState::kInitializing,       SetState::kActive,
                                SetState::kNormallyTerminated, SetState::kAborted};

}  // namespace

TEST_SUITE_BEGIN("conformance");

TEST_CASE("Client matrix: every method in every state") {
  for (const auto& [method, expected] : kExpected) {
    for (size_t i = 0; i < std::size(kStates); ++i) {
      ClientInState set(kStates[i]);
      REQUIRE(set.client->State() == kStates[i]);
      CAPTURE(method);
      CAPTURE(NameOfState(kStates[i]));
      CHECK(std::string(NameOfHresult(kMethods.at(method)(set))) == NameOfHresult(expected[i]));
    }
  }
}

TEST_CASE("Client matrix: the states that the calls lead to") {
  ClientInState made(SetState::kConfigurable);
  CHECK(made.client->SignalAbort() == NOERROR);
  CHECK(made.client->State() == SetState::kAborted);
  CHECK(made.client->Close() == NOERROR);
  CHECK(made.client->State() == SetState::kDoesNotExist);
  CHECK(made.client->DeviceCount() == 0);

  ClientInState active(SetState::kActive);
  VDC_Command* command = nullptr;
  CHECK(active.client->DeviceCount() == 2);
  REQUIRE(active.server_devices[0]->CloseDevice() == NOERROR);
  CHECK(active.client_devices[0]->GetCommand(1000, &command) == VD_E_CLOSE);
  CHECK(active.client->State() == SetState::kActive);  // One of two is closed.
  CHECK(active.client_devices[0]->GetCommand(0, &command) == VD_E_CLOSE);
  REQUIRE(active.server_devices[1]->CloseDevice() == NOERROR);
  CHECK(active.client_devices[1]->GetCommand(1000, &command) == VD_E_CLOSE);
  CHECK(active.client->State() == SetState::kNormallyTerminated);
}

TEST_CASE("Client: configured by the server, but not yet asked, is still Configurable") {
  Pair pair;
  pair.Create();
  pair.Connect();
  pair.Begin();
  pair.End();
  VirtualDevice* device = nullptr;
  CHECK(pair.client->State() == SetState::kConfigurable);
  CHECK(pair.client->OpenDevice(pair.name.c_str(), &device) == VD_E_PROTOCOL);
  CHECK(pair.client->Geometry().empty());
  CHECK(pair.client->GetConfiguration(0, &pair.config) == NOERROR);
  CHECK(pair.client->OpenDevice(pair.name.c_str(), &device) == NOERROR);
  CHECK(pair.client->Geometry().size() == (IsEmbedded() ? 4 : 0));
}

TEST_CASE("Client: devices by name, each once") {
  Pair pair(Shape{.devices = 3});
  pair.Configure();
  pair.OpenServerDevices();
  VirtualDevice* device = nullptr;
  CHECK(pair.client->OpenDevice("nobody", &device) == VD_E_INVALID);
  CHECK(pair.client->OpenDevice(nullptr, &device) == VD_E_INVALID);
  CHECK(pair.client->OpenDevice(DeviceName(pair.name, 2).c_str(), &device) == NOERROR);
  CHECK(pair.client->OpenDevice(DeviceName(pair.name, 2).c_str(), &device) == VD_E_PROTOCOL);
  CHECK(device == nullptr);
  CHECK(pair.client->OpenDevice(DeviceName(pair.name, 0).c_str(), &device) == NOERROR);
  CHECK(pair.client->State() == SetState::kInitializing);
  CHECK(pair.client->OpenDevice(DeviceName(pair.name, 1).c_str(), &device) == NOERROR);
  CHECK(pair.client->State() == SetState::kActive);
  CHECK(pair.client->OpenDevice("nobody", &device) == VD_E_OPEN);
}

TEST_CASE("Client: a device of another name is opened as soon as the server has named it") {
  Pair pair(Shape{.devices = 2});
  pair.Configure();
  std::atomic<Hresult> result{VD_E_UNEXPECTED};
  std::thread opener([&] {
    VirtualDevice* device = nullptr;
    result = pair.client->OpenDevice(DeviceName(pair.name, 1).c_str(), &device);
  });
  pair.OpenServerDevices();
  opener.join();
  CHECK(result == NOERROR);
}

TEST_CASE("Client: blocked calls are woken by an abort from either side, and by Close") {
  for (const bool is_server : {false, true}) {
    Pair pair;
    pair.Activate();
    std::atomic<Hresult> result{NOERROR};
    std::thread waiter([&] {
      VDC_Command* command = nullptr;
      result = pair.client_devices[0]->GetCommand(INFINITE, &command);
    });
    CHECK((is_server ? pair.server->SignalAbort() : pair.client->SignalAbort()) == NOERROR);
    waiter.join();
    CHECK(result == VD_E_ABORT);
  }
  Pair pair;
  pair.Create();
  std::atomic<Hresult> result{NOERROR};
  std::thread waiter([&] { result = pair.client->GetConfiguration(INFINITE, &pair.config); });
  while (pair.client->Close() != NOERROR) {
  }
  waiter.join();
  CHECK((result == VD_E_ABORT || result == VD_E_PROTOCOL));  // Blocked already, or just too late.
}

TEST_CASE("Client: GetConfiguration waits for the server") {
  Pair pair;
  pair.Create();
  CHECK(pair.client->GetConfiguration(5, &pair.config) == VD_E_TIMEOUT);
  std::thread server([&] {
    pair.Connect();
    pair.Begin();
    pair.End();
  });
  CHECK(pair.client->GetConfiguration(INFINITE, &pair.config) == NOERROR);
  server.join();
  CHECK(pair.config.maxTransferSize == 65536);
}

TEST_CASE("Secondary: enters only after the primary's GetConfiguration") {
  Pair pair;
  auto secondary = NewClient();
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == VD_E_PROTOCOL);  // Not created.
  pair.Create();
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == VD_E_PROTOCOL);  // Not ready.
  pair.Connect();
  pair.Begin();
  pair.End();
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == VD_E_PROTOCOL);
  REQUIRE(pair.client->GetConfiguration(0, &pair.config) == NOERROR);
  CHECK(secondary->OpenInSecondaryEx("SQL2019", pair.name.c_str()) ==
        (HasInstances() ? VD_E_PROTOCOL : VD_E_INSTANCE_NAME));
  CHECK(secondary->OpenInSecondaryEx("HOST\\SQL", pair.name.c_str()) == VD_E_INSTANCE_NAME);
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == NOERROR);
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == VD_E_PROTOCOL);
  CHECK(secondary->State() == SetState::kInitializing);
  VDConfig config = {};
  CHECK(secondary->GetConfiguration(INFINITE, &config) == NOERROR);
  CHECK(config.features == pair.config.features);
  CHECK(secondary->Close() == NOERROR);
  CHECK(pair.client->State() == SetState::kInitializing);  // Its own view only.
  pair.client->SignalAbort();
  CHECK(secondary->OpenInSecondaryEx(nullptr, pair.name.c_str()) == VD_E_ABORT);
}

TEST_CASE("Secondary: serves a device of its own; its abort is the whole set's") {
  Pair pair(Shape{.devices = 2});
  pair.Configure();
  pair.OpenServerDevices();
  auto secondary = NewClient();
  REQUIRE(secondary->OpenInSecondary(pair.name.c_str()) == NOERROR);
  VirtualDevice* own = nullptr;
  VirtualDevice* primarys = nullptr;
  REQUIRE(secondary->OpenDevice(DeviceName(pair.name, 1).c_str(), &own) == NOERROR);
  CHECK(pair.client->OpenDevice(DeviceName(pair.name, 1).c_str(), &primarys) == VD_E_PROTOCOL);
  // One process may begin to serve before the others have opened their devices (reference 7.4).
  Sent flush(VDC_Flush);
  REQUIRE(pair.server_devices[1]->SendCommand(&flush.command) == NOERROR);
  VDC_Command* command = nullptr;
  REQUIRE(own->GetCommand(1000, &command) == NOERROR);
  CHECK(own->CompleteCommand(command, 0, 0, 0) == NOERROR);
  REQUIRE(pair.client->OpenDevice(pair.name.c_str(), &primarys) == NOERROR);
  CHECK(primarys->CompleteCommand(command, 0, 0, 0) == VD_E_INVALID);
  CHECK(secondary->SignalAbort() == NOERROR);
  CHECK(primarys->GetCommand(INFINITE, &command) == VD_E_ABORT);
  CHECK(pair.server->IsAborted());
  CHECK(secondary->Close() == NOERROR);
}

TEST_CASE("Secondary: leaving with its device open aborts") {
  Pair pair(Shape{.devices = 2});
  pair.Configure();
  pair.OpenServerDevices();
  auto secondary = NewClient();
  REQUIRE(secondary->OpenInSecondary(pair.name.c_str()) == NOERROR);
  VirtualDevice* device = nullptr;
  REQUIRE(secondary->OpenDevice(DeviceName(pair.name, 1).c_str(), &device) == NOERROR);
  CHECK(secondary->Close() == VD_E_OPEN);
  CHECK(pair.client->GetConfiguration(0, &pair.config) == VD_E_ABORT);
  CHECK(pair.client->State() == SetState::kAborted);
}

TEST_SUITE_END();

}  // namespace handoff::test
