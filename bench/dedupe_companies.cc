// Made-up Chinese companies with their doubles, branches and namesakes.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/dedupe_sets.h"
#include "common/testing/names.h"
#include "common/text/company_name.h"
#include "common/text/credit_code.h"
#include "common/text/utf8.h"
#include "customer-svc/dedupe/customer_record.h"

namespace guanxi::bench {
namespace {

using customer::v1::Customer;
using text::CompanyName;

constexpr int kCompanies = 2'000;
// Of 100.
constexpr size_t kHaveDoubles = 35;
constexpr size_t kHaveBranches = 8;
constexpr size_t kHaveNamesakes = 8;

class Maker {
 public:
  LabelledSet Make() {
    set_.name = "Chinese companies";
    set_.schema = dedupe::SchemaOf(Customer::ORGANIZATION);
    for (int i = 0; i < kCompanies; ++i) MakeCompany(i);
    for (const auto& [entity, records] : entities_) {
      for (size_t a = 0; a < records.size(); ++a) {
        for (size_t b = a + 1; b < records.size(); ++b) set_.same.insert({records[a], records[b]});
      }
    }
    return std::move(set_);
  }

 private:
  bool OneOf(size_t percent) { return names_.Uniform(100) < percent; }

  void Add(const std::string& entity, const Customer& customer) {
    entities_[entity].push_back(static_cast<uint32_t>(set_.records.size()));
    set_.records.push_back(dedupe::RecordOf(customer));
    set_.facts.push_back(dedupe::FactsOf(customer));
  }

  std::string Digits(size_t count) {
    std::string digits;
    for (size_t i = 0; i < count; ++i) absl::StrAppend(&digits, names_.Uniform(10));
    return digits;
  }

  std::string NewCode() {
    const std::string first = absl::StrCat("91", Digits(6), "MA", Digits(7));
    return absl::StrCat(first, std::string(1, *text::CreditCodeCheckCharacter(first)));
  }

  void MakeCompany(int number) {
    std::string name = names_.Company();
    CompanyName parts = *text::ParseCompanyName(name);
    // One that is a branch is of a company of its own.
    while (!parts.branch.empty()) parts = *text::ParseCompanyName(name = names_.Company());
    Customer company;
    company.set_type(Customer::ORGANIZATION);
    company.set_display_name(name);
    company.add_phones()->set_number(absl::StrCat("+86571", Digits(8)));
    const std::string domain = absl::StrCat("c", number, ".cn");
    company.add_emails()->set_address(absl::StrCat("sales@", domain));
    company.mutable_organization()->set_legal_representative(names_.Person());
    if (OneOf(40)) company.mutable_organization()->set_credit_code(NewCode());
    const std::string entity = absl::StrCat("e", number);
    Add(entity, company);
    if (OneOf(kHaveDoubles)) Add(entity, Double(company, parts));
    if (OneOf(kHaveDoubles / 3)) Add(entity, Double(company, parts));
    if (OneOf(kHaveBranches)) AddBranch(entity, company);
    if (OneOf(kHaveNamesakes)) AddNamesake(entity, company, parts);
  }

  // Another spelling, with what else somebody else wrote down.
  Customer Double(const Customer& company, CompanyName parts) {
    Customer again = company;
    if (OneOf(12) && text::DecodeUtf8(parts.brand).size() >= 4) Slip(&parts.brand);
    again.set_display_name(Spelled(parts));
    if (OneOf(30)) again.clear_phones();
    if (again.phones_size() > 0 && OneOf(15)) {
      again.mutable_phones(0)->set_number(absl::StrCat("+86571", Digits(8)));
    }
    if (OneOf(50)) again.clear_emails();
    if (OneOf(50)) again.mutable_organization()->clear_legal_representative();
    if (OneOf(60)) again.mutable_organization()->clear_credit_code();
    return again;
  }

  std::string Spelled(const CompanyName& parts) {
    const std::string core = absl::StrCat(parts.brand, parts.industry);
    const std::string form =
        parts.legal_form == "有限公司" && OneOf(30) ? "有限责任公司" : parts.legal_form;
    switch (names_.Uniform(5)) {
      case 0:
        return absl::StrCat(core, "（", parts.region, "）", form);
      case 1:
        return absl::StrCat(parts.region, " ", core, " ", form);
      case 2:
        return absl::StrCat(parts.region, core);  // without its form
      case 3:
        return absl::StrCat(core, form);  // without its place
      default:
        return absl::StrCat(parts.region, core, form);
    }
  }

  // Another character in the brand.
  void Slip(std::string* brand) {
    std::u32string characters = text::DecodeUtf8(*brand);
    characters[1 + names_.Uniform(characters.size() - 1)] = U'龘';
    *brand = text::EncodeUtf8(characters);
  }

  void AddBranch(const std::string& entity, const Customer& company) {
    Customer branch = company;
    branch.set_display_name(absl::StrCat(company.display_name(), "宁波分公司"));
    Add(absl::StrCat(entity, "b"), branch);
  }

  // Of the same brand and place, in another trade, in the same building.
  void AddNamesake(const std::string& entity, const Customer& company, const CompanyName& parts) {
    Customer namesake = company;
    namesake.set_display_name(absl::StrCat(parts.region, parts.brand,
                                           parts.industry == "商贸" ? "餐饮" : "商贸", "有限公司"));
    if (OneOf(60)) namesake.clear_phones();
    namesake.clear_emails();
    namesake.mutable_organization()->set_credit_code(OneOf(40) ? NewCode() : "");
    namesake.mutable_organization()->set_legal_representative(names_.Person());
    Add(absl::StrCat(entity, "n"), namesake);
  }

  NameGenerator names_{18};
  LabelledSet set_;
  std::map<std::string, std::vector<uint32_t>> entities_;
};

}  // namespace

LabelledSet MakeCompanies() { return Maker().Make(); }

}  // namespace guanxi::bench
