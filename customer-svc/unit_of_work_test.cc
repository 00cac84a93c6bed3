// Units of work over several types of resources.
#include "common/resource/unit_of_work.h"

#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

class UnitOfWorkTest : public ::testing::Test {
 protected:
  absl::Status Run(resource::Engine::MutationBody body) {
    return service_.engine->Write(service_.call().principal, {}, {}, body);
  }

  TestService service_;
};

TEST_F(UnitOfWorkTest, OneIdMayBelongToResourcesOfSeveralTypes) {
  ResourceName customer, contact;
  customer.id = contact.id = contact.parent = DeriveUuid("test", "one");
  const auto& all = *service_.resources;
  EXPECT_THAT(Run([&](UnitOfWork& work) -> absl::Status {
                v1::Customer company = TestService::Company("云帆");
                EXPECT_THAT(work.Insert(*all.customers, customer, &company), IsOk());
                EXPECT_THAT(work.Get(*all.contacts, contact), HasReason("CONTACT_NOT_FOUND"));
                const auto many = work.GetMany(*all.contacts, {contact.id});
                EXPECT_TRUE(many.ok() && many->empty());
                EXPECT_THAT(work.CheckFree(*all.contacts, {contact}), IsOk());
                v1::Contact person;
                person.set_display_name("曾小姐");
                EXPECT_THAT(work.Insert(*all.contacts, contact, &person), IsOk());
                const auto read = work.Get(*all.customers, customer);
                EXPECT_THAT(read, IsOk());
                EXPECT_EQ(read->message->GetDescriptor(), v1::Customer::descriptor());
                return absl::OkStatus();
              }),
              IsOk());
}

TEST_F(UnitOfWorkTest, RecordsThatStayCannotBeDeleted) {
  const auto& all = *service_.resources;
  ResourceName name;
  name.id = DeriveUuid("test", "record");
  name.parent = DeriveUuid("test", "customer");
  EXPECT_THAT(Run([&](UnitOfWork& work) -> absl::Status {
                v1::OwnershipRecord record;
                EXPECT_THAT(work.Insert(*all.ownership_records, name, &record), IsOk());
                auto row = work.Get(*all.ownership_records, name);
                EXPECT_THAT(row, IsOk());
                return work.Delete(*all.ownership_records, &*row);
              }),
              StatusIs(absl::StatusCode::kInternal, ::testing::HasSubstr("no delete_time")));
}

}  // namespace
}  // namespace guanxi::customer
