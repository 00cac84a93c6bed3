#include "bench/population.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/uuid.h"

namespace guanxi::bench {
namespace {

using customer::v1::Customer;

constexpr size_t kOwners = 1000;
constexpr size_t kDepartments = 20;
constexpr size_t kBusiestShare = 10;  // one customer in so many
constexpr int64_t kTaggedShare = 5;
constexpr size_t kGroupSize = 500;
constexpr size_t kParts = 1'000'000;  // in which shares are told

}  // namespace

std::string Population::Owner(size_t i) {
  return absl::StrCat("users/", DeriveUuid("bench owner", absl::StrCat(i)).ToString());
}

std::string Population::Department(size_t i) {
  return absl::StrCat("departments/", DeriveUuid("bench department", absl::StrCat(i)).ToString());
}

std::string Population::HeadOf(const Group& group) {
  return absl::StrCat("departments/", DeriveUuid("bench head", group.name).ToString());
}

std::string Population::DepartmentOf(const Group& group, size_t i) {
  return absl::StrCat(
      "departments/",
      DeriveUuid("bench group", absl::StrCat(group.name, " ", i)).ToString());
}

std::vector<std::string> Population::DepartmentsOf(const Group& group) {
  std::vector<std::string> departments;
  for (size_t i = 0; i < kGroupSize; ++i) departments.push_back(DepartmentOf(group, i));
  return departments;
}

std::string Population::SomeDepartmentOfAll() {
  // The groups of the oldest one after the other, then all others in turn by chance.
  double oldest = rows_ > 0 ? static_cast<double>(count_ - 1) / static_cast<double>(rows_) : 1;
  double spread = rows_ > 0 ? static_cast<double>(names_.Uniform(kParts)) / kParts : 1;
  for (const Group& group : kGroups) {
    double& at = group.oldest ? oldest : spread;
    if (at < group.share) return DepartmentOf(group, names_.Uniform(kGroupSize));
    at -= group.share;
  }
  return Department(names_.Uniform(kDepartments));
}

std::vector<std::string> Population::Owners() {
  std::vector<std::string> owners;
  for (size_t i = 0; i < kOwners; ++i) owners.push_back(Owner(i));
  return owners;
}

std::vector<std::string> Population::Departments() {
  std::vector<std::string> departments;
  for (size_t i = 0; i < kDepartments; ++i) departments.push_back(Department(i));
  return departments;
}

Customer Population::Next() {
  ++count_;
  Customer customer;
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name(names_.Company());
  customer.add_phones()->set_number(absl::StrFormat("+86138%08d", names_.Uniform(100'000'000)));
  customer.add_emails()->set_address(absl::StrCat("info", count_, "@example.com"));
  customer.set_industry(absl::StrCat("industry-", names_.Uniform(30)));
  customer.set_region(absl::StrCat("region-", names_.Uniform(30)));
  const auto stages = static_cast<size_t>(Customer::LifecycleStage_MAX);
  customer.set_lifecycle_stage(static_cast<Customer::LifecycleStage>(1 + names_.Uniform(stages)));
  customer.set_owner(Owner(names_.Uniform(kBusiestShare) == 0 ? 0 : names_.Uniform(kOwners)));
  customer.set_department(SomeDepartmentOfAll());
  (*customer.mutable_external_ids())[system_] = absl::StrCat("B-", count_);
  if (!tag_.empty() && count_ % kTaggedShare == 0) customer.add_tags(tag_);
  return customer;
}

std::string Population::CsvHeader() const {
  return absl::StrCat("type,display_name,phones,emails,industry,region,lifecycle_stage,owner,",
                      "department,external_ids.", system_, ",tags\n");
}

std::string Population::CsvLine(const Customer& customer) const {
  return absl::StrJoin(
             {Customer::Type_Name(customer.type()), customer.display_name(),
              customer.phones(0).number(), customer.emails(0).address(), customer.industry(),
              customer.region(), Customer::LifecycleStage_Name(customer.lifecycle_stage()),
              customer.owner(), customer.department(), customer.external_ids().at(system_),
              absl::StrJoin(customer.tags(), ";")},
             ",") +
         "\n";
}

}  // namespace guanxi::bench
