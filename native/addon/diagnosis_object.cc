// SPDX-License-Identifier: MIT
/// addon.diagnose: what `handoff doctor` says of SQL Server's client library.
#include <napi.h>

#include "native/addon/addon.h"
#include "native/addon/arguments.h"
#include "native/sqlserver/diagnosis.h"

namespace handoff::addon {
namespace {

const char* NameOf(sqlserver::Grade grade) {
  switch (grade) {
    case sqlserver::Grade::kFine:
      return "fine";
    case sqlserver::Grade::kNote:
      return "note";
    case sqlserver::Grade::kProblem:
      break;
  }
  return "problem";
}

Napi::Value Diagnose(const Napi::CallbackInfo& info) {
  Arguments in(info, "diagnose");
  const std::string library = in.Text(0, "library");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(info.Env(), Napi::Object(), [library]() -> Settle {
    return [findings = sqlserver::Diagnose(library)](Napi::Env env,
                                                     const Napi::Promise::Deferred& deferred) {
      const Napi::Array answer = Napi::Array::New(env, findings.size());
      for (uint32_t i = 0; i < findings.size(); i++) {
        const Napi::Object finding = Napi::Object::New(env);
        finding.Set("grade", NameOf(findings[i].grade));
        finding.Set("about", findings[i].about);
        finding.Set("text", findings[i].text);
        answer.Set(i, finding);
      }
      deferred.Resolve(answer);
    };
  });
}

}  // namespace

void RegisterDiagnosis(Napi::Env env, Napi::Object exports) {
  exports.Set("diagnose", Napi::Function::New(env, Diagnose, "diagnose"));
}

}  // namespace handoff::addon
