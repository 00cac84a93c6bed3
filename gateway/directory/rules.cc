#include "gateway/directory/rules.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/auth/es256.h"
#include "common/auth/strict_json.h"
#include "common/rules/days_off.h"
#include "common/rules/values.h"
#include "common/text/email.h"
#include "common/text/money.h"
#include "common/worktime/zone.h"
#include "gateway/directory/names.h"
#include "gateway/directory/role_rights.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::Tenant;
using access::v1::User;

constexpr char kCodeForm[] = "want 1 to 64 of a-z, 0-9, '.', '_' and '-', first a letter or digit";

void NormalizeCode(std::string* code) {
  absl::StripAsciiWhitespace(code);
  absl::AsciiStrToLower(code);
}

void CheckCode(absl::string_view path, const std::string& code, Violations* violations) {
  // What is absent the engine reports.
  if (!code.empty() && !IsAccountCode(code)) violations->Add(path, kCodeForm);
}

// A language, perhaps with script and region: the parts of BCP 47 that screens go by.
void CheckLocale(const std::string& locale, Violations* violations) {
  if (locale.empty()) return;
  bool first = true;
  for (const absl::string_view part : absl::StrSplit(locale, '-')) {
    const bool fits =
        first ? part.size() == 2 || part.size() == 3 : part.size() >= 2 && part.size() <= 8;
    const bool plain = std::all_of(part.begin(), part.end(), [&](unsigned char c) {
      return first ? absl::ascii_isalpha(c) : absl::ascii_isalnum(c);
    });
    if (!fits || !plain) {
      violations->Add("locale", "want a language and region such as zh-CN");
      return;
    }
    first = false;
  }
}

void CheckKeys(const ApiClient& next, Violations* violations) {
  std::set<std::string> kids;
  if (next.kind() == ApiClient::PUBLIC && !next.public_keys().empty()) {
    violations->Add("public_keys", "a PUBLIC client has none");
  }
  for (int i = 0; i < next.public_keys_size(); ++i) {
    const ApiClient::PublicKey& key = next.public_keys(i);
    const std::string path = Entry("public_keys", i);
    const bool printable =
        std::all_of(key.kid().begin(), key.kid().end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.kid().empty() || !printable) {
      violations->Add(path + ".kid", "want 1 to 128 printable characters");
    } else if (!kids.insert(key.kid()).second) {
      violations->Add(path + ".kid", "stands twice");
    }
    const auto x = DecodeBase64Url(key.x());
    const auto y = DecodeBase64Url(key.y());
    if (!x || !y || !Es256PublicKey::FromCoordinates(*x, *y).ok()) {
      violations->Add(path, "x and y are no point of P-256 in base64url");
    }
  }
}

}  // namespace

void NormalizeTenant(Tenant* tenant, Violations* violations) {
  rules::NormalizeLine("display_name", tenant->mutable_display_name(), violations);
  absl::AsciiStrToUpper(tenant->mutable_currency());
  if (tenant->currency().empty()) tenant->set_currency("CNY");
  if (tenant->time_zone().empty()) tenant->set_time_zone("Asia/Shanghai");
  if (tenant->locale().empty()) tenant->set_locale("zh-CN");
  if (tenant->working_week().empty()) {
    for (int day = Tenant::MONDAY; day <= Tenant::FRIDAY; ++day) {
      tenant->add_working_week(static_cast<Tenant::Weekday>(day));
    }
  }
  std::sort(tenant->mutable_working_week()->begin(), tenant->mutable_working_week()->end());
}

void CheckTenant(const Tenant& next, Violations* violations) {
  if (!text::IsCurrencyCode(next.currency())) {
    violations->Add("currency", "is no code of ISO 4217");
  }
  if (!worktime::FindZone(next.time_zone()).has_value()) {
    violations->Add("time_zone", "is no name of the IANA database");
  }
  CheckLocale(next.locale(), violations);
  for (int i = 0; i < next.working_week_size(); ++i) {
    const int day = next.working_week(i);
    if (day < Tenant::MONDAY || day > Tenant::SUNDAY) {
      violations->Add(Entry("working_week", i), "is no day of the week");
    } else if (i > 0 && day == next.working_week(i - 1)) {
      violations->Add(Entry("working_week", i), "stands twice");
    }
  }
  rules::CheckDaysOff(next.holidays(), next.workdays(), violations);
}

void NormalizeDepartment(Department* department, Violations* violations) {
  rules::NormalizeLine("display_name", department->mutable_display_name(), violations);
  if (department->state() == Department::STATE_UNSPECIFIED) {
    department->set_state(Department::ACTIVE);
  }
}

void NormalizeRole(Role* role, Violations* violations) {
  NormalizeCode(role->mutable_code());
  rules::NormalizeLine("display_name", role->mutable_display_name(), violations);
  rules::NormalizeNote(role->mutable_description());
}

void CheckRole(const Role& next, Violations* violations) {
  CheckCode("code", next.code(), violations);
  CheckRights(next, violations);
}

void NormalizeUser(User* user, Violations* violations) {
  NormalizeCode(user->mutable_login_name());
  rules::NormalizeLine("display_name", user->mutable_display_name(), violations);
  rules::NormalizeLines("roles", user->mutable_roles(), violations);
  if (user->state() == User::STATE_UNSPECIFIED) user->set_state(User::ACTIVE);
  if (user->email().empty()) return;
  const auto email = text::ParseEmail(user->email());
  if (email.ok()) {
    user->set_email(email->address);
  } else {
    violations->Add("email", email.status().message());
  }
}

void CheckUser(const User& next, Violations* violations) {
  CheckCode("login_name", next.login_name(), violations);
  CheckLocale(next.locale(), violations);
}

void NormalizeClient(ApiClient* client, Violations* violations) {
  NormalizeCode(client->mutable_code());
  rules::NormalizeLine("display_name", client->mutable_display_name(), violations);
  rules::NormalizeLines("roles", client->mutable_roles(), violations);
  if (client->state() == ApiClient::STATE_UNSPECIFIED) client->set_state(ApiClient::ACTIVE);
}

void CheckClient(const ApiClient& next, Violations* violations) {
  CheckCode("code", next.code(), violations);
  std::set<int> grants;
  for (int i = 0; i < next.grants_size(); ++i) {
    const std::string path = Entry("grants", i);
    if (!ApiClient::Grant_IsValid(next.grants(i)) ||
        next.grants(i) == ApiClient::GRANT_UNSPECIFIED) {
      violations->Add(path, "want CLIENT_CREDENTIALS, PASSWORD, REFRESH_TOKEN or TOKEN_EXCHANGE");
    } else if (!grants.insert(next.grants(i)).second) {
      violations->Add(path, "stands twice");
    }
  }
  if (next.kind() == ApiClient::PUBLIC && grants.count(ApiClient::CLIENT_CREDENTIALS) != 0) {
    violations->Add("grants", "a PUBLIC client cannot act for itself");
  }
  if (grants.count(ApiClient::REFRESH_TOKEN) != 0 && grants.count(ApiClient::PASSWORD) == 0) {
    violations->Add("grants", "REFRESH_TOKEN needs PASSWORD");
  }
  CheckKeys(next, violations);
}

}  // namespace guanxi::directory
