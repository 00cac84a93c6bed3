// Fields that this binary does not know, and resources that are too large.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Customer;

void AddUnknown(google::protobuf::Message* message, const std::string& text) {
  message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(1000, text);
}

class ForeignFieldsTest : public ::testing::Test {
 protected:
  absl::StatusOr<Customer> Create(const Customer& customer) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = customer;
    return service_.customers->Create<Customer>(service_.call(), request);
  }
  absl::StatusOr<Customer> Update(const Customer& customer, const std::string& path) {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = customer;
    request.mutable_customer()->clear_etag();
    request.mutable_update_mask()->add_paths(path);
    return service_.customers->Update<Customer>(service_.call(), request);
  }
  std::string Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request)->SerializeAsString();
  }
  std::string Body() { return service_.Text("SELECT body FROM customers"); }
  // Writes into the one row as a newer binary would.
  void StoreUnknown() {
    Customer body;
    ASSERT_TRUE(body.ParseFromString(Body()));
    AddUnknown(&body, "future of all");
    AddUnknown(body.mutable_organization(), "future of the organization");
    AddUnknown(body.mutable_organization()->mutable_registered_address(), "future of the seat");
    AddUnknown(body.mutable_phones(0), "future of the first");
    AddUnknown(body.mutable_phones(1), "future of the second");
    ASSERT_THAT(service_.Execute("UPDATE customers SET body = ?", body.SerializeAsString()),
                IsOk());
  }
  static Customer Sample() {
    Customer customer = TestService::Company("云帆");
    customer.mutable_organization()->mutable_registered_address()->set_city("杭州市");
    for (const char* number : {"13800138000", "13900139000"}) {
      customer.add_phones()->set_number(number);
    }
    return customer;
  }

  TestService service_;
};

TEST_F(ForeignFieldsTest, AreTakenFromNoClient) {
  Customer customer = Sample();
  AddUnknown(&customer, "foreign");
  EXPECT_THAT(Create(customer), HasReason("UNKNOWN_FIELD"));
  customer = Sample();
  AddUnknown(customer.mutable_phones(1), "foreign");
  EXPECT_THAT(Create(customer), HasReason("UNKNOWN_FIELD"));
  const Customer stored = service_.Create(Sample());
  customer = stored;
  AddUnknown(customer.mutable_organization(), "foreign");
  EXPECT_THAT(Update(customer, "organization"), HasReason("UNKNOWN_FIELD"));
  for (const char* rows : {"customers WHERE body", "changes WHERE after_body"}) {
    EXPECT_EQ(service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", rows, " LIKE '%foreign%'")), 0);
  }
}

TEST_F(ForeignFieldsTest, OfNewerBinariesStayInTheRowAndAreNeverShown) {
  const Customer old = service_.Create(Sample());
  StoreUnknown();
  EXPECT_THAT(Get(old.name()), Not(HasSubstr("future")));
  v1::ListCustomersRequest list;
  EXPECT_THAT(service_.customers->List<v1::ListCustomersResponse>(service_.call(), list)
                  ->SerializeAsString(),
              Not(HasSubstr("future")));

  Customer next = old;
  next.set_city("杭州市");
  const auto updated = Update(next, "city");
  ASSERT_THAT(updated, IsOk());
  EXPECT_THAT(updated->SerializeAsString(), Not(HasSubstr("future")));
  EXPECT_THAT(Body(), AllOf(HasSubstr("future of all"), HasSubstr("future of the organization"),
                            HasSubstr("future of the seat"), HasSubstr("future of the first"),
                            HasSubstr("future of the second")));

  // What is replaced takes its future along; what is sent back as it was keeps it, and so does a
  // number that gets another label.
  next = *updated;
  next.mutable_phones(0)->set_label("office");
  next.mutable_phones(1)->set_label("mobile");
  ASSERT_THAT(Update(next, "phones"), IsOk());
  EXPECT_THAT(Body(), AllOf(HasSubstr("future of the first"), HasSubstr("future of the second")));
  next.mutable_phones()->DeleteSubrange(0, 1);
  ASSERT_THAT(Update(next, "phones"), IsOk());
  next.mutable_organization()->clear_registered_address();
  ASSERT_THAT(Update(next, "organization"), IsOk());
  EXPECT_THAT(Body(),
              AllOf(HasSubstr("future of all"), HasSubstr("future of the organization"),
                    HasSubstr("future of the second"), Not(HasSubstr("future of the first")),
                    Not(HasSubstr("future of the seat"))));
  for (const char* column : {"before_body", "after_body", "before_personal", "after_personal"}) {
    EXPECT_EQ(service_.Number(
                  absl::StrCat("SELECT COUNT(*) FROM changes WHERE ", column, " LIKE '%future%'")),
              0)
        << column;
  }
}

TEST_F(ForeignFieldsTest, DoNotMakeAChangeOfNothingOne) {
  const Customer old = service_.Create(Sample());
  StoreUnknown();
  const std::string body = Body();
  for (const char* path : {"display_name", "phones", "organization", "*"}) {
    const auto same = Update(old, path);
    ASSERT_THAT(same, IsOk());
    EXPECT_EQ(same->etag(), old.etag()) << path;
  }
  EXPECT_EQ(Body(), body);
}

TEST_F(ForeignFieldsTest, SurviveDeleteAndUndelete) {
  const Customer old = service_.Create(Sample());
  StoreUnknown();
  v1::DeleteCustomerRequest erase;
  erase.set_name(old.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  v1::UndeleteCustomerRequest restore;
  restore.set_name(old.name());
  const auto back = service_.customers->Undelete<Customer>(service_.call(), restore);
  ASSERT_THAT(back, IsOk());
  EXPECT_THAT(back->SerializeAsString(), Not(HasSubstr("future")));
  EXPECT_THAT(Body(), AllOf(HasSubstr("future of all"), HasSubstr("future of the second")));
}

// A newer binary did what is asked for again, and recorded its answer.
TEST_F(ForeignFieldsTest, AreNotInAnAnswerThatIsReplayed) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = Sample();
  request.set_request_id("0190a6c0-0000-7000-8000-0000000000aa");
  Customer answer = *service_.customers->Create<Customer>(service_.call(), request);
  AddUnknown(answer.mutable_phones(0), "future");
  const auto sealed = service_.environment->request_log_keys().Seal(
      answer.SerializeAsString(), service_.Text("SELECT request_key FROM request_log"));
  ASSERT_THAT(sealed, IsOk());
  ASSERT_THAT(service_.Execute("UPDATE request_log SET response = ?", *sealed), IsOk());
  const auto replayed = service_.customers->Create<Customer>(service_.call(), request);
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->name(), answer.name());
  EXPECT_THAT(replayed->SerializeAsString(), Not(HasSubstr("future")));
}

// Every value is within its own limit.
TEST_F(ForeignFieldsTest, AResourceHasALimitOfBytes) {
  Customer customer = Sample();
  for (int i = 0; i < 100; ++i) {
    metadata::v1::CreateFieldDefinitionRequest define;
    auto& definition = *define.mutable_field_definition();
    definition.set_resource_type("guanxi.dev/Customer");
    definition.set_key(absl::StrCat("a_key_of_some_length_", i));
    definition.set_display_name("字段");
    definition.set_value_type(metadata::v1::FieldDefinition::STRING);
    ASSERT_THAT(
        service_.definitions->Create<metadata::v1::FieldDefinition>(service_.call(), define),
        IsOk());
    (*customer.mutable_custom())[definition.key()].set_string_value(std::string(1024, 'x'));
  }
  service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  const auto created = Create(customer);
  ASSERT_THAT(created, IsOk());
  for (int i = 0; i < 20; ++i) {
    auto& address = *customer.add_addresses();
    address.set_street(std::string(512, 'x'));
    address.set_region(std::string(64, 'x'));
    address.set_city(std::string(64, 'x'));
    address.set_district(std::string(64, 'x'));
    address.set_label(absl::StrCat(i));
  }
  customer.set_note(std::string(4096, 'x'));
  customer.mutable_organization()->set_business_scope(std::string(8192, 'x'));
  EXPECT_THAT(Create(customer), HasReason("RESOURCE_TOO_LARGE"));
  EXPECT_THAT(Create(customer),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bytes, at most 131072")));
  customer.set_name(created->name());
  EXPECT_THAT(Update(customer, "*"), HasReason("RESOURCE_TOO_LARGE"));

  // So has the answer to a batch.
  v1::BatchUpdateCustomersRequest batch;
  for (int i = 0; i < 40; ++i) {
    auto& entry = *batch.add_requests();
    entry.mutable_customer()->set_name(service_.Create(*created).name());
    entry.mutable_customer()->set_city("杭州市");
  }
  EXPECT_THAT(
      service_.customers->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(), batch),
      AllOf(HasReason("RESOURCE_TOO_LARGE"),
            StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 4194304"))));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 2"), 0);
}

// Once a request of a megabyte kept a worker busy for minutes with what would be refused.
TEST_F(ForeignFieldsTest, WhatIsFarTooLongIsRefusedBeforeAnythingIsMadeOfIt) {
  Customer customer = Sample();
  customer.set_display_name(std::string(900'000, '(') + "中)");
  customer.mutable_organization()->set_website(std::string(100'000, 'w'));
  EXPECT_THAT(Create(customer),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("display_name: has 900004 bytes, at most 256"),
                             HasSubstr("organization.website: has 100000 bytes, at most 512"))));
  customer = Sample();
  for (int i = 0; i < 100'000; ++i) {
    customer.add_phones()->set_number("1");
    (*customer.mutable_custom())[absl::StrCat(i)].set_bool_value(true);
  }
  EXPECT_THAT(Create(customer),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("phones: has 100002 entries, at most 20"),
                             HasSubstr("custom: has 100000 entries"), Not(HasSubstr("phones[")))));
  // Blanks, full width and doubles are given more room than what is stored of them.
  customer = Sample();
  customer.mutable_organization()->set_website(std::string(1000, ' ') + "www.example.com");
  for (int i = 0; i < 30; ++i) customer.add_phones()->set_number("13800138000");
  EXPECT_THAT(Create(customer), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
