// Creates, updates and deletes of customers, through the engine on a real MariaDB.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using v1::Customer;

class CustomerWriteTest : public ::testing::Test {
 protected:
  absl::StatusOr<Customer> TryCreate(const v1::CreateCustomerRequest& request) {
    return service_.customers->Create<Customer>(service_.call(), request);
  }
  absl::StatusOr<Customer> TryUpdate(const v1::UpdateCustomerRequest& request) {
    return service_.customers->Update<Customer>(service_.call(), request);
  }
  absl::StatusOr<Customer> Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request);
  }
  int64_t Count() { return service_.Number("SELECT COUNT(*) FROM customers"); }

  TestService service_;
};

TEST_F(CustomerWriteTest, CreateStoresTheNormalForm) {
  Customer customer = TestService::Company("  杭州　云帆（网络）有限公司 ");
  customer.add_phones()->set_number("０５７１-8888 6666转8");
  customer.add_phones()->set_number("+86 571 88886666 ext 8");
  customer.add_emails()->set_address(" Li@Example.COM ");
  customer.mutable_organization()->set_credit_code("91330106ma27xxxxx1");
  customer.mutable_organization()->clear_credit_code();
  const Customer stored = service_.Create(customer);
  EXPECT_EQ(stored.display_name(), "杭州 云帆(网络)有限公司");
  EXPECT_EQ(stored.normalized_name(), "杭州云帆网络有限公司");
  ASSERT_EQ(stored.phones_size(), 1);
  EXPECT_EQ(stored.phones(0).number(), "+8657188886666;ext=8");
  EXPECT_EQ(stored.emails(0).address(), "Li@example.com");
  EXPECT_EQ(stored.etag(), "1");
  EXPECT_EQ(stored.create_time().seconds(), 1790000000);
  EXPECT_THAT(Get(stored.name())->DebugString(), stored.DebugString());
}

TEST_F(CustomerWriteTest, AllViolationsAreReportedAtOnceByPath) {
  v1::CreateCustomerRequest request;
  Customer& customer = *request.mutable_customer();
  customer.add_phones()->set_number("12");
  customer.set_owner("users/nobody");
  customer.mutable_organization()->set_credit_code("123");
  (*customer.mutable_external_ids())["ERP!"] = "1";
  const auto created = TryCreate(request);
  EXPECT_THAT(created, StatusIs(absl::StatusCode::kInvalidArgument,
                                AllOf(HasSubstr("customer.type: is required"),
                                      HasSubstr("customer.display_name: is required"),
                                      HasSubstr("customer.phones[0].number"),
                                      HasSubstr("customer.owner: want users/{uuid}"),
                                      HasSubstr("customer.organization.credit_code"),
                                      HasSubstr("customer.external_ids"))));
  EXPECT_EQ(Count(), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes"), 0);
}

TEST_F(CustomerWriteTest, ChosenIdIsTakenOnce) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.set_customer_id("0190a6c0-0000-7000-8000-000000000001");
  ASSERT_THAT(TryCreate(request), IsOk());
  EXPECT_THAT(TryCreate(request), HasReason("CUSTOMER_ALREADY_EXISTS"));
  request.set_customer_id("1");
  EXPECT_THAT(TryCreate(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customer_id")));
}

TEST_F(CustomerWriteTest, RepeatedRequestReturnsTheFirstAnswer) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.set_request_id("0190a6c0-0000-7000-8000-0000000000aa");
  const Customer first = *TryCreate(request);
  service_.clock.Advance(absl::Minutes(1));
  EXPECT_EQ(TryCreate(request)->DebugString(), first.DebugString());
  request.set_request_id("0190A6C0-0000-7000-8000-0000000000AA");
  EXPECT_EQ(TryCreate(request)->DebugString(), first.DebugString());
  EXPECT_EQ(Count(), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes"), 1);

  request.mutable_customer()->set_display_name("别的");
  EXPECT_THAT(TryCreate(request), HasReason("REQUEST_ID_REUSED"));
  // Another tenant's request is another one.
  EXPECT_THAT(service_.customers->Create<Customer>(service_.CallOf(service_.other_tenant), request),
              IsOk());
  request.set_request_id("x");
  EXPECT_THAT(TryCreate(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("request_id")));
}

TEST_F(CustomerWriteTest, ConcurrentRepeatsTakeEffectOnce) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  (*request.mutable_customer()->mutable_external_ids())["erp"] = "7";
  request.set_request_id("0190a6c0-0000-7000-8000-0000000000bb");
  std::vector<std::string> names(8);
  std::vector<std::thread> threads;
  for (std::string& name : names) {
    threads.emplace_back([&] {
      const auto created = TryCreate(request);
      name = created.ok() ? created->name() : created.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(names, ::testing::Each(names[0]));
  EXPECT_EQ(Count(), 1);
}

TEST_F(CustomerWriteTest, ValidateOnlyWritesNothing) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.set_validate_only(true);
  EXPECT_EQ(TryCreate(request)->display_name(), "云帆");
  EXPECT_EQ(Count(), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM request_log"), 0);
}

TEST_F(CustomerWriteTest, UpdateChangesWhatTheMaskNames) {
  Customer customer = TestService::Company("云帆");
  customer.set_industry("软件");
  customer.set_region("华东");
  const Customer old = service_.Create(customer);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(old.name());
  request.mutable_customer()->set_industry("制造业");
  request.mutable_customer()->set_etag(old.etag());
  request.mutable_update_mask()->add_paths("industry");
  request.mutable_update_mask()->add_paths("region");
  const Customer next = *TryUpdate(request);
  EXPECT_EQ(next.industry(), "制造业");
  EXPECT_EQ(next.region(), "");
  EXPECT_EQ(next.display_name(), "云帆");
  EXPECT_NE(next.etag(), old.etag());
  EXPECT_THAT(TryUpdate(request), HasReason("STALE_ETAG"));

  request.mutable_customer()->clear_etag();
  EXPECT_EQ(TryUpdate(request)->etag(), next.etag()) << "a change to nothing is none";
  request.mutable_update_mask()->add_paths("nonsense");
  EXPECT_THAT(TryUpdate(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nonsense")));
}

TEST_F(CustomerWriteTest, CustomersWithServiceNumbersCanBeChanged) {
  Customer customer = TestService::Company("云帆");
  for (const char* number : {"95588", "10086", "110"}) customer.add_phones()->set_number(number);
  const Customer created = service_.Create(customer);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(created.name());
  request.mutable_customer()->set_industry("软件");
  request.mutable_update_mask()->add_paths("industry");
  const auto updated = TryUpdate(request);
  ASSERT_THAT(updated, IsOk());
  ASSERT_EQ(updated->phones_size(), 3);
  EXPECT_EQ(updated->phones(0).number(), "+8695588");
  EXPECT_EQ(updated->phones(2).number(), created.phones(2).number());
}

// A newer binary knows personal fields of customers, of phones and of persons that this one does
// not.
TEST_F(CustomerWriteTest, PersonalFieldsOfNewerBinariesSurvive) {
  Customer customer = TestService::Company("曾小姐");
  customer.set_type(Customer::PERSON);
  customer.mutable_person()->set_wechat("zeng");
  for (const char* number : {"13800138000", "13900139000"}) {
    customer.add_phones()->set_number(number);
  }
  const Customer old = service_.Create(customer);
  Customer personal;
  ASSERT_TRUE(personal.ParseFromString(service_.Text("SELECT personal FROM customers")));
  const auto add_unknown = [](google::protobuf::Message* message, const std::string& text) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(1000, text);
  };
  add_unknown(&personal, "secret of all");
  add_unknown(personal.mutable_person(), "secret of the person");
  add_unknown(personal.mutable_phones(0), "secret of the first");
  add_unknown(personal.mutable_phones(1), "secret of the second");
  ASSERT_THAT(service_.Execute("UPDATE customers SET personal = ?", personal.SerializeAsString()),
              IsOk());

  // The first phone goes, the second one moves up and takes along what belongs to it.
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(old.name());
  request.mutable_customer()->set_city("杭州市");
  request.mutable_customer()->mutable_person()->set_wechat("zeng2");
  *request.mutable_customer()->add_phones() = old.phones(1);
  const auto updated = TryUpdate(request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_THAT(updated->SerializeAsString(), ::testing::Not(HasSubstr("secret"))) << "not shown";
  EXPECT_THAT(Get(old.name())->SerializeAsString(), ::testing::Not(HasSubstr("secret")));
  v1::DeleteCustomerRequest erase;
  erase.set_name(old.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());

  ASSERT_TRUE(personal.ParseFromString(service_.Text("SELECT personal FROM customers")));
  EXPECT_EQ(personal.person().wechat(), "zeng2");
  ASSERT_EQ(personal.phones_size(), 1);
  EXPECT_EQ(personal.phones(0).number(), "+8613900139000");
  const std::string bytes = personal.SerializeAsString();
  EXPECT_THAT(bytes, AllOf(HasSubstr("secret of all"), HasSubstr("secret of the person"),
                           HasSubstr("secret of the second")));
  EXPECT_THAT(bytes, ::testing::Not(HasSubstr("secret of the first")));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE body LIKE '%secret%'"), 0);
}

TEST_F(CustomerWriteTest, DeletedCustomersCanComeBack) {
  Customer customer = TestService::Company("云帆");
  customer.add_phones()->set_number("13800138000");
  const Customer created = service_.Create(customer);
  v1::DeleteCustomerRequest erase;
  erase.set_name(created.name());
  erase.set_etag("99");
  EXPECT_THAT(service_.customers->Delete<Customer>(service_.call(), erase),
              HasReason("STALE_ETAG"));
  erase.clear_etag();
  EXPECT_TRUE(service_.customers->Delete<Customer>(service_.call(), erase)->has_delete_time());
  EXPECT_TRUE(Get(created.name())->has_delete_time());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM search_rows"), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM search_keys"), 0);
  EXPECT_THAT(service_.customers->Delete<Customer>(service_.call(), erase),
              HasReason("CUSTOMER_NOT_FOUND"));

  v1::UndeleteCustomerRequest restore;
  restore.set_name(created.name());
  EXPECT_FALSE(service_.customers->Undelete<Customer>(service_.call(), restore)->has_delete_time());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM search_keys"), 2);
  EXPECT_THAT(service_.customers->Undelete<Customer>(service_.call(), restore),
              HasReason("CUSTOMER_NOT_DELETED"));
}

TEST_F(CustomerWriteTest, ChangeRowsTellWhatChangedAndKeepPersonalDataApart) {
  Customer customer = TestService::Company("云帆");
  customer.add_phones()->set_number("13800138000");
  const Customer created = service_.Create(customer);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(created.name());
  request.mutable_customer()->set_industry("软件");
  ASSERT_THAT(TryUpdate(request), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes"), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM outbox"), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE sequence = 2 AND kind = 2 AND "
                            "changed_fields = 'industry,update_time,etag'"),
            1);
  for (const char* column :
       {"customers.body", "changes.after_body", "changes.before_body", "request_log.response"}) {
    const std::string table(column, std::string(column).find('.'));
    EXPECT_EQ(service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", table, " WHERE ", column,
                                           " LIKE '%13800138000%'")),
              0)
        << column;
  }
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE personal LIKE "
                            "'%+8613800138000%'"),
            1);
}

// Whoever reads the table learns nothing by guessing what was asked for.
TEST_F(CustomerWriteTest, RequestsAreHashedWithAKey) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.set_request_id("0190a6c0-0000-7000-8000-0000000000dd");
  ASSERT_THAT(TryCreate(request), IsOk());
  const std::string hash = service_.Text("SELECT request_hash FROM request_log");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_NE(hash, crypto::Sha256(request.SerializeAsString()));
}

TEST_F(CustomerWriteTest, IfMatchIsAnEtag) {
  const Customer customer = service_.Create(TestService::Company("云帆"));
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(customer.name());
  request.mutable_customer()->set_city("杭州市");
  rpc::Call call = service_.call();
  const auto update = [&](const std::string& if_match, const std::string& etag) {
    call.if_match = if_match;
    request.mutable_customer()->set_etag(etag);
    return service_.customers->Update<Customer>(call, request);
  };
  EXPECT_THAT(update("9", ""), HasReason("STALE_ETAG"));
  EXPECT_THAT(update("1", "2"), StatusIs(absl::StatusCode::kInvalidArgument,
                                         HasSubstr("customer.etag: differs from the If-Match")));
  EXPECT_THAT(update("*", "9"), HasReason("STALE_ETAG"));
  EXPECT_THAT(update("1", "1"), IsOk());
  request.mutable_customer()->set_city("宁波市");
  request.set_request_id("018f0000-0000-7000-8000-0000000000aa");
  EXPECT_THAT(update("2", ""), IsOk());
  EXPECT_THAT(update("2", ""), IsOk()) << "the first answer";
  EXPECT_THAT(update("1", ""), HasReason("REQUEST_ID_REUSED"));
  request.clear_request_id();
  EXPECT_THAT(update("3", ""), IsOk()) << "which changed nothing";
  EXPECT_THAT(update("*", ""), IsOk());
  v1::DeleteCustomerRequest erase;
  erase.set_name(customer.name());
  call.if_match = "1";
  EXPECT_THAT(service_.customers->Delete<Customer>(call, erase), HasReason("STALE_ETAG"));
  call.if_match = "3";
  EXPECT_THAT(service_.customers->Delete<Customer>(call, erase), IsOk());
  v1::UndeleteCustomerRequest restore;
  restore.set_name(customer.name());
  EXPECT_THAT(service_.customers->Undelete<Customer>(call, restore), HasReason("STALE_ETAG"));

  // What does not exist matches nothing.
  request.mutable_customer()->set_name("customers/0190a6c0-0000-7000-8000-000000000009");
  request.set_allow_missing(true);
  EXPECT_THAT(update("*", ""), HasReason("CUSTOMER_NOT_FOUND"));
}

TEST_F(CustomerWriteTest, OwnershipHasAHistory) {
  const std::string alice = absl::StrCat("users/", DeriveUuid("user", "alice").ToString());
  const std::string bob = absl::StrCat("users/", DeriveUuid("user", "bob").ToString());
  Customer customer = TestService::Company("云帆");
  customer.set_owner(alice);
  const Customer created = service_.Create(customer);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(created.name());
  request.mutable_customer()->set_owner(bob);
  ASSERT_THAT(TryUpdate(request), IsOk());
  v1::ListOwnershipRecordsRequest list;
  list.set_parent(created.name());
  const auto records =
      *service_.ownership_records->List<v1::ListOwnershipRecordsResponse>(service_.call(), list);
  ASSERT_EQ(records.ownership_records_size(), 1);
  EXPECT_EQ(records.ownership_records(0).from_owner(), alice);
  EXPECT_EQ(records.ownership_records(0).to_owner(), bob);
  EXPECT_EQ(records.ownership_records(0).actor(), alice);
}

TEST_F(CustomerWriteTest, CompaniesFormNoCycle) {
  const Customer a = service_.Create(TestService::Company("母公司"));
  Customer child = TestService::Company("子公司");
  child.set_parent_organization(a.name());
  const Customer b = service_.Create(child);
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(a.name());
  request.mutable_customer()->set_parent_organization(b.name());
  EXPECT_THAT(TryUpdate(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("would make a cycle")));
  request.mutable_customer()->set_parent_organization(
      "customers/0190a6c0-0000-7000-8000-000000000009");
  EXPECT_THAT(TryUpdate(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("customer.parent_organization")));
}

}  // namespace
}  // namespace guanxi::customer
