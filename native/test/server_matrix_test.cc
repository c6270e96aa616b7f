// SPDX-License-Identifier: MIT
/// Every (state, method) pair of the server's transition matrix, reference 1.5.
#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "native/test/set_fixture.h"

namespace handoff::test {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names
using embedded::Dispatch;
using embedded::ServerDevice;
using embedded::SetState;

namespace {

/// Brought to a state in a second life of the same objects, with the agent as published; `stale` is
/// a device of the first life.
class ServerInState : public Pair {
 public:
  explicit ServerInState(SetState wanted)
      : Pair(Shape{.devices = 2, .dispatch = Dispatch::kOnAgent}), state(wanted) {
    Activate();
    stale = server_devices[0];
    server->Close();
    client->Close();
    agent.join();
    server_devices.clear();
    client_devices.clear();
    Reach();
  }

  ServerDevice* Device() const {
    return server_devices.empty() ? stale : server_devices[0];
  }

  const SetState state;
  ServerDevice* stale = nullptr;
  uint8_t* buffer = nullptr;

 private:
  void Reach() {
    Create();
    if (state == SetState::kDoesNotExist) {
      return;
    }
    Connect();
    if (state == SetState::kConnected) {
      return;
    }
    Begin();
    if (state == SetState::kConfigurable) {
      return;
    }
    End();
    buffer = NewBuffer();
    REQUIRE(client->GetConfiguration(0, &config) == NOERROR);
    if (state == SetState::kInitializing) {
      return;
    }
    OpenServerDevices();
    StartAgent();
    OpenClientDevices();
    if (state == SetState::kNormallyTerminated) {
      for (uint32_t i = 0; i < 2; ++i) {
        REQUIRE(server_devices[i]->CloseDevice() == NOERROR);
      }
    }
    if (state == SetState::kAborted) {
      REQUIRE(client->SignalAbort() == NOERROR);
    }
  }
};

using Method = std::function<Hresult(ServerInState&)>;

const std::map<std::string, Method> kMethods = {
    {"Open", [](ServerInState& set) { return set.server->Open(nullptr, set.name.c_str()); }},
    {"GetConfiguration",
     [](ServerInState& set) {
       VDConfig config;
       return set.server->GetConfiguration(&config);
     }},
    {"BeginConfiguration",
     [](ServerInState& set) {
       return set.server->BeginConfiguration(set.shape.features | VDF_WriteMedia, 512, 0, 65536, 0);
     }},
    {"RequestBuffers", [](ServerInState& set) { return set.server->RequestBuffers(512, 0, 1); }},
    {"QueryAvailableBuffers",
     [](ServerInState& set) {
       uint32_t count = 0;
       return set.server->QueryAvailableBuffers(512, 0, &count);
     }},
    {"EndConfiguration", [](ServerInState& set) { return set.server->EndConfiguration(); }},
    {"OpenDevice",
     [](ServerInState& set) {
       ServerDevice* device = set.stale;
       const Hresult result = set.server->OpenDevice(set.name.c_str(), Dispatch::kOnAgent, &device);
       CHECK((device == nullptr) == (result != NOERROR));
       return result;
     }},
    {"ExecuteCompletionAgent",
     [](ServerInState& set) {
       if (set.state != SetState::kInitializing) {
         return set.server->ExecuteCompletionAgent();
       }
       set.OpenServerDevices();
       set.StartAgent();  // It stays inside until the abort.
       set.client->SignalAbort();
       set.agent.join();
       return set.agent_result.load();
     }},
    {"AllocateBuffer",
     [](ServerInState& set) {
       uint8_t* buffer = nullptr;
       return set.server->AllocateBuffer(&buffer, 65536, 0);
     }},
    {"FreeBuffer", [](ServerInState& set) { return set.server->FreeBuffer(set.buffer, 65536); }},
    {"SendCommand",
     [](ServerInState& set) {
       Sent flush(VDC_Flush);
       const Hresult result = set.Device()->SendCommand(&flush.command);
       if (result == NOERROR) {
         VDC_Command* command = nullptr;
         REQUIRE(set.client_devices[0]->GetCommand(1000, &command) == NOERROR);
         REQUIRE(set.client_devices[0]->CompleteCommand(command, 0, 0, 0) == NOERROR);
       }
       flush.WaitUntilRun();
       const uint32_t refused =
           result == VD_E_ABORT ? ERROR_OPERATION_ABORTED : ERROR_INVALID_HANDLE;
       CHECK(flush.command.completionCode == (result == NOERROR ? ERROR_SUCCESS : refused));
       return result;
     }},
    {"CloseDevice", [](ServerInState& set) { return set.Device()->CloseDevice(); }},
    {"SignalAbort", [](ServerInState& set) { return set.server->SignalAbort(); }},
    {"Close", [](ServerInState& set) { return set.server->Close(); }},
};

constexpr Hresult kP = VD_E_PROTOCOL;
constexpr Hresult kA = VD_E_ABORT;

/// In the order DoesNotExist, Connected, Configurable, Initializing, Active, NormallyTerminated,
/// Aborted.
const std::map<std::string, std::vector<Hresult>> kExpected = {
    {"Open", {NOERROR, kP, kP, kP, kP, kP, kP}},
    {"GetConfiguration", {kP, NOERROR, NOERROR, NOERROR, NOERROR, NOERROR, kA}},
    {"BeginConfiguration", {kP, NOERROR, kP, kP, kP, kP, kP}},
    {"RequestBuffers", {kP, kP, NOERROR, NOERROR, NOERROR, kP, kP}},
    {"QueryAvailableBuffers", {kP, kP, NOERROR, NOERROR, NOERROR, kP, kP}},
    {"EndConfiguration", {kP, kP, NOERROR, kP, kP, kP, kP}},
    {"OpenDevice", {kP, kP, kP, NOERROR, kP, kP, kA}},
    {"ExecuteCompletionAgent", {kP, kP, kP, NOERROR, kP, kP, kA}},
    {"AllocateBuffer", {kP, kP, kP, NOERROR, NOERROR, NOERROR, kA}},
    // FreeBuffer, SendCommand and CloseDevice in Connected: the matrix's OK is a documentation
    // error (reference 11, no. 11); neither buffer nor device can exist.
    {"FreeBuffer", {kP, kP, kP, NOERROR, NOERROR, NOERROR, kA}},
    {"SendCommand", {kP, kP, kP, kP, NOERROR, kP, kA}},
    // In NormallyTerminated every device is closed already: VD_E_CLOSE by the method's page.
    {"CloseDevice", {kP, kP, kP, kP, NOERROR, VD_E_CLOSE, kA}},
    {"SignalAbort", {kP, NOERROR, NOERROR, NOERROR, NOERROR, NOERROR, NOERROR}},
    // With devices open: VD_E_PROTOCOL by the method's page (it acts anyway).
    {"Close", {kP, NOERROR, NOERROR, NOERROR, kP, NOERROR, NOERROR}},
};

constexpr SetState kStates[] = {SetState::kDoesNotExist, SetState::kConnected,
                                SetState::kConfigurable, SetState::kInitializing,
                                SetState::kActive,       SetState::kNormallyTerminated,
                                SetState::kAborted};

}  // namespace

TEST_CASE("Server matrix: every method in every state") {
  for (const auto& [method, expected] : kExpected) {
    for (size_t i = 0; i < std::size(kStates); ++i) {
      ServerInState set(kStates[i]);
      CAPTURE(method);
      CAPTURE(NameOfState(kStates[i]));
      CHECK(std::string(NameOfHresult(kMethods.at(method)(set))) == NameOfHresult(expected[i]));
    }
  }
}

TEST_CASE("Server: Open finds only a living set without a server") {
  Pair pair;
  CHECK(pair.server->Open(nullptr, pair.name.c_str()) == VD_E_INVALID);
  CHECK(pair.server->Open(nullptr, nullptr) == VD_E_INVALID);
  pair.Create();
  CHECK(pair.server->Open("OTHER", pair.name.c_str()) == VD_E_INVALID);
  pair.Connect();
  auto second = embedded::ServerSet::New();
  CHECK(second->Open(nullptr, pair.name.c_str()) == VD_E_INVALID);
  VDConfig wish = {};
  CHECK(pair.server->GetConfiguration(&wish) == NOERROR);
  CHECK(wish.deviceCount == 1);
  CHECK(wish.blockSize == 0);
  CHECK(pair.server->Close() == NOERROR);  // Before the end: an abort for the client.
  CHECK(pair.client->GetConfiguration(INFINITE, &wish) == VD_E_ABORT);
}

TEST_CASE("Server: OpenDevice checks names and counts devices") {
  Pair pair(Shape{.devices = 2, .dispatch = Dispatch::kOnAgent});
  pair.Configure();
  ServerDevice* device = nullptr;
  CHECK(pair.server->OpenDevice("other", Dispatch::kOnAgent, &device) == VD_E_INVALID);
  CHECK(pair.server->OpenDevice("", Dispatch::kOnAgent, &device) == VD_E_INVALID);
  CHECK(pair.server->OpenDevice(pair.name.c_str(), Dispatch::kOnAgent, &device) == NOERROR);
  CHECK(pair.server->OpenDevice(pair.name.c_str(), Dispatch::kOnAgent, &device) == VD_E_INVALID);
  CHECK(pair.server->OpenDevice("second", Dispatch::kOnAgent, &device) == NOERROR);
  CHECK(pair.server->OpenDevice("third", Dispatch::kOnAgent, &device) == VD_E_OPEN);
  CHECK(device == nullptr);
}

TEST_CASE("Server: the agent leaves after the last device is closed") {
  Pair pair(Shape{.devices = 2, .dispatch = Dispatch::kOnAgent});
  pair.Activate();
  CHECK(pair.server_devices[0]->CloseDevice() == NOERROR);
  CHECK(pair.server_devices[0]->CloseDevice() == VD_E_CLOSE);
  CHECK(pair.server_devices[1]->CloseDevice() == NOERROR);
  pair.agent.join();
  CHECK(pair.agent_result == NOERROR);
}

TEST_CASE("Server: Close ends what is under way with 995, each routine once") {
  for (const Dispatch dispatch : {Dispatch::kOnAgent, Dispatch::kOnDeviceThread}) {
    Pair pair(Shape{.dispatch = dispatch});
    pair.Activate();
    Sent first(VDC_Flush);
    Sent second(VDC_Flush);
    VDC_Command* command = nullptr;
    REQUIRE(pair.server_devices[0]->SendCommand(&first.command) == NOERROR);
    REQUIRE(pair.server_devices[0]->SendCommand(&second.command) == NOERROR);
    REQUIRE(pair.client_devices[0]->GetCommand(1000, &command) == NOERROR);
    CHECK(pair.server->Close() == VD_E_PROTOCOL);
    CHECK(first.ran == 1);
    CHECK(second.ran == 1);
    CHECK(first.command.completionCode == ERROR_OPERATION_ABORTED);
    CHECK(pair.client_devices[0]->CompleteCommand(command, 0, 0, 0) == VD_E_ABORT);
    CHECK(pair.server->IsAborted());
  }
}

TEST_CASE("Server: tells the states of set, devices and buffers, and fills what is its own") {
  Pair pair(Shape{.buffers = 2, .dispatch = Dispatch::kOnAgent});
  const uint8_t text[] = {'a', 'b', 'c'};
  CHECK(pair.server->State() == SetState::kDoesNotExist);
  CHECK(pair.server->Buffers().empty());
  CHECK(pair.server->FillBuffer(nullptr, text, 3) == VD_E_PROTOCOL);
  pair.Activate();
  CHECK(pair.server->State() == SetState::kActive);
  CHECK(pair.server->HasAgent());
  ServerDevice* const device = pair.server_devices[0];
  CHECK(device->State() == embedded::DeviceState::kActive);
  uint8_t* const buffer = pair.NewBuffer();
  CHECK(pair.server->FillBuffer(buffer, text, 0) == VD_E_INVALID);
  CHECK(pair.server->FillBuffer(buffer + 1, text, 3) == VD_E_INVALID);
  CHECK(pair.server->FillBuffer(buffer, text, 3) == NOERROR);
  CHECK(buffer[65535] == 'a');
  Sent write(VDC_Write, buffer, 65536);
  VDC_Command* command = nullptr;
  REQUIRE(device->SendCommand(&write.command) == NOERROR);
  CHECK(pair.server->FillBuffer(buffer, text, 3) == VD_E_INVALID);
  REQUIRE(pair.client_devices[0]->GetCommand(1000, &command) == NOERROR);
  const std::vector<embedded::BufferView> views = pair.server->Buffers();
  REQUIRE(views.size() == 2);
  CHECK(views[0].holder == embedded::BufferHolder::kClient);
  CHECK(views[0].size == 65536);
  CHECK(views[1].holder == embedded::BufferHolder::kFree);
  REQUIRE(pair.client_devices[0]->CompleteCommand(command, ERROR_DISK_FULL, 0, 0) == NOERROR);
  CHECK(device->State() == embedded::DeviceState::kIoError);
  CHECK(pair.server->Buffers()[0].holder == embedded::BufferHolder::kServer);
  CHECK(device->CloseDevice() == NOERROR);
  CHECK(device->State() == embedded::DeviceState::kClosed);
  write.WaitUntilRun();
}

}  // namespace handoff::test
