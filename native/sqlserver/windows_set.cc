// SPDX-License-Identifier: MIT
/// SQL Server's Windows library, a COM class of its own process's sqlvdi.dll, behind
/// vdi::VirtualDeviceSet. Every HRESULT comes back as itself.
///
/// Apartment: the process keeps the multithreaded apartment alive, so that every thread that has
/// not joined another one is in it; the object is made on a thread that surely is.
#include <mutex>
#include <thread>
#include <utility>

#include "native/platform/win32/handle.h"
#include "native/sqlserver/bound_set.h"
#include "native/sqlserver/sqlserver.h"
#include "native/sqlserver/windows_registration.h"
#include "native/sqlvdi/windows/vdi.h"

namespace handoff::sqlserver {

using namespace vdi;  // NOLINT: the codes keep Microsoft's names

namespace {

static_assert(sizeof(sqlvdi::Config) == sizeof(VDConfig));
static_assert(sizeof(sqlvdi::Command) == sizeof(VDC_Command));

/// UTF-16 of a text that may be null.
class WideText {
 public:
  explicit WideText(const char* text)
      : is_null_(text == nullptr), text_(is_null_ ? L"" : platform::Wide(text)) {}
  const wchar_t* get() const {
    return is_null_ ? nullptr : text_.c_str();
  }

 private:
  bool is_null_;
  std::wstring text_;
};

/// Owns one reference to an interface.
template <typename Interface>
class Reference {
 public:
  explicit Reference(Interface* pointer) : pointer_(pointer) {}
  ~Reference() {
    pointer_->Release();
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  Interface* operator->() const {
    return pointer_;
  }

 private:
  Interface* pointer_;
};

class WindowsDeviceCalls final : public DeviceCalls {
 public:
  explicit WindowsDeviceCalls(sqlvdi::IClientDevice* device) : device_(device) {}

  Hresult GetCommand(uint32_t timeout_ms, VDC_Command** command) override {
    return device_->GetCommand(timeout_ms, reinterpret_cast<sqlvdi::Command**>(command));
  }
  Hresult CompleteCommand(VDC_Command* command, uint32_t code, uint32_t bytes,
                          uint64_t position) override {
    return device_->CompleteCommand(reinterpret_cast<sqlvdi::Command*>(command), code, bytes,
                                    position);
  }

 private:
  Reference<sqlvdi::IClientDevice> device_;
};

class WindowsSetCalls final : public SetCalls {
 public:
  explicit WindowsSetCalls(sqlvdi::IClientSet2* set) : set_(set) {}

  Hresult Create(const char* instance, const char* name, VDConfig* config, std::string*) override {
    return set_->CreateEx(WideText(instance).get(), WideText(name).get(), Theirs(config));
  }
  Hresult OpenInSecondary(const char* instance, const char* name, std::string*) override {
    return set_->OpenInSecondaryEx(WideText(instance).get(), WideText(name).get());
  }
  Hresult GetConfiguration(uint32_t timeout_ms, VDConfig* config) override {
    return set_->GetConfiguration(timeout_ms, Theirs(config));
  }
  Hresult OpenDevice(const char* name, std::unique_ptr<DeviceCalls>* device) override {
    sqlvdi::IClientDevice* opened = nullptr;
    const Hresult result = set_->OpenDevice(WideText(name).get(), &opened);
    if (result == NOERROR) {
      *device = std::make_unique<WindowsDeviceCalls>(opened);
    }
    return result;
  }
  Hresult Close() override {
    return set_->Close();
  }
  Hresult SignalAbort() override {
    return set_->SignalAbort();
  }
  Hresult GetBufferHandle(uint8_t* buffer, uint32_t* handle) override {
    DWORD number = 0;
    const Hresult result = set_->GetBufferHandle(buffer, &number);
    *handle = number;
    return result;
  }
  Hresult MapBufferHandle(uint32_t handle, uint8_t** buffer) override {
    return set_->MapBufferHandle(handle, buffer);
  }

 private:
  static sqlvdi::Config* Theirs(VDConfig* config) {
    return reinterpret_cast<sqlvdi::Config*>(config);
  }

  Reference<sqlvdi::IClientSet2> set_;
};

/// A class object of the DLL at this path, registered or not. Null on failure. The DLL stays
/// loaded.
HRESULT CreateFromFile(const std::string& file, void** set) {
  using GetClassObject = HRESULT(WINAPI*)(REFCLSID, REFIID, void**);
  const HMODULE dll = LoadLibraryW(platform::Wide(file).c_str());
  const FARPROC entry = dll == nullptr ? nullptr : GetProcAddress(dll, "DllGetClassObject");
  if (entry == nullptr) {
    return HRESULT_FROM_WIN32(GetLastError());
  }
  IClassFactory* factory = nullptr;
  const HRESULT result = reinterpret_cast<GetClassObject>(reinterpret_cast<void*>(entry))(
      sqlvdi::kClientSetId, IID_IClassFactory, reinterpret_cast<void**>(&factory));
  if (FAILED(result)) {
    return result;
  }
  const Reference<IClassFactory> owned(factory);
  return owned->CreateInstance(nullptr, sqlvdi::kClientSet2Id, set);
}

/// On a thread of its own, which surely is in the multithreaded apartment.
HRESULT CreateObject(const std::string& library, void** set) {
  static std::once_flag once;
  std::call_once(once, [] {
    CO_MTA_USAGE_COOKIE cookie = {};
    CoIncrementMTAUsage(&cookie);  // For the process's life.
  });
  HRESULT result = E_FAIL;
  std::thread([&] {
    const HRESULT joined = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    result = library.empty() ? CoCreateInstance(sqlvdi::kClientSetId, nullptr, CLSCTX_INPROC_SERVER,
                                                sqlvdi::kClientSet2Id, set)
                             : CreateFromFile(library, set);
    if (SUCCEEDED(joined)) {
      CoUninitialize();
    }
  }).join();
  return result;
}

std::string HexOf(HRESULT code) {
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08lX", static_cast<unsigned long>(code));
  return text;
}

constexpr char kStandInSymbol[] = "handoff_sqlvdi_stand_in";

}  // namespace

std::optional<LibraryFacts> OpenLibrary(const std::string& library, std::string* problem) {
  // A set that is never given a name proves that the class can be made; it goes at once.
  if (NewSqlServerSet(library, problem) == nullptr) {
    return std::nullopt;
  }
  const std::string path = library.empty() ? OwnView(ReadRegistrations()).dll : library;
  const HMODULE dll = GetModuleHandleW(platform::Wide(path).c_str());
  return LibraryFacts{path, dll != nullptr && GetProcAddress(dll, kStandInSymbol) != nullptr};
}

std::vector<std::string> LibraryFindings() {
  std::vector<std::string> findings;
  const Registrations both = ReadRegistrations();
  for (const Registration* each : {&both.view64, &both.view32}) {
    const char* const view = each == &both.view64 ? "64-bit" : "32-bit";
    findings.push_back(
        std::string("sqlvdi.dll for ") + view + " programs: " +
        (each->is_registered
             ? each->dll + (each->version.empty() ? "" : ", version " + each->version)
             : "not registered"));
  }
  return findings;
}

std::unique_ptr<VirtualDeviceSet> NewSqlServerSet(const std::string& library,
                                                  std::string* problem) {
  void* set = nullptr;
  const HRESULT result = CreateObject(library, &set);
  if (FAILED(result)) {
    *problem = library.empty()
                   ? WhyNotCreated(result, ReadRegistrations()) + " (" + HexOf(result) + ")"
                   : library + " gave no virtual device set (" + HexOf(result) + ").";
    return nullptr;
  }
  return NewBoundSet(std::make_unique<WindowsSetCalls>(static_cast<sqlvdi::IClientSet2*>(set)));
}

}  // namespace handoff::sqlserver
