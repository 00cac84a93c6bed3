#include "common/rules/party.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rules/values.h"
#include "common/text/city.h"
#include "common/text/email.h"
#include "common/text/phone.h"
#include "common/text/province.h"

namespace guanxi::rules {
namespace {

// Adds the words that stood beside a value, 张经理, to its label, if it does not have them.
void AddToLabel(const std::string& words, std::string* label) {
  for (absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    if (absl::StrContains(*label, word)) continue;
    absl::StrAppend(label, label->empty() ? "" : " ", word);
  }
}

// Takes out the entries of `list` for which `keep` is false.
template <typename List, typename Keep>
void Filter(List* list, Keep keep) {
  int kept = 0;
  for (int i = 0; i < list->size(); ++i) {
    if (!keep(i)) continue;
    if (kept != i) list->SwapElements(kept, i);
    ++kept;
  }
  list->DeleteSubrange(kept, list->size() - kept);
}

}  // namespace

void NormalizePhones(absl::string_view region,
                     google::protobuf::RepeatedPtrField<type::v1::Phone>* phones,
                     Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < phones->size(); ++i) {
    type::v1::Phone& phone = *phones->Mutable(i);
    const std::string path = absl::StrCat("phones[", i, "]");
    NormalizeLine(absl::StrCat(path, ".label"), phone.mutable_label(), violations);
    std::string around;
    const auto parsed = text::ParsePhone(phone.number(), region, &around);
    if (parsed.ok()) {
      phone.set_number(parsed->e164);
      AddToLabel(around, phone.mutable_label());
    } else {
      violations->Add(absl::StrCat(path, ".number"), parsed.status().message());
    }
  }
  Filter(phones, [&](int i) { return seen.insert(phones->Get(i).number()).second; });
}

void NormalizeEmails(google::protobuf::RepeatedPtrField<type::v1::Email>* emails,
                     Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < emails->size(); ++i) {
    type::v1::Email& email = *emails->Mutable(i);
    const std::string path = absl::StrCat("emails[", i, "]");
    NormalizeLine(absl::StrCat(path, ".label"), email.mutable_label(), violations);
    std::string around;
    const auto parsed = text::ParseEmail(email.address(), &around);
    if (parsed.ok()) {
      email.set_address(parsed->address);
      AddToLabel(around, email.mutable_label());
    } else {
      violations->Add(absl::StrCat(path, ".address"), parsed.status().message());
    }
  }
  Filter(emails, [&](int i) {
    return seen.insert(absl::AsciiStrToLower(emails->Get(i).address())).second;
  });
}

void NormalizeAddress(absl::string_view path, type::v1::Address* address, Violations* violations) {
  const auto line = [&](const char* field, std::string* text) {
    NormalizeLine(absl::StrCat(path, ".", field), text, violations);
  };
  line("country", address->mutable_country());
  line("region", address->mutable_region());
  line("city", address->mutable_city());
  line("district", address->mutable_district());
  line("street", address->mutable_street());
  line("postal_code", address->mutable_postal_code());
  line("label", address->mutable_label());
  absl::AsciiStrToUpper(address->mutable_country());
  const std::string& country = address->country();
  if (!country.empty() && (country.size() != 2 || !absl::ascii_isupper(country[0]) ||
                           !absl::ascii_isupper(country[1]))) {
    violations->Add(absl::StrCat(path, ".country"), "want two letters of ISO 3166-1");
  }
  ShortenPlaces(address);
}

void ShortenPlaces(type::v1::Address* address) {
  const std::string& country = address->country();
  const bool in_china =
      country.empty() || country == "CN" || country == "HK" || country == "MO" || country == "TW";
  if (!in_china) return;
  address->set_region(text::ShortProvince(address->region()));
  address->set_city(text::ShortCity(address->city()));
}

}  // namespace guanxi::rules
