// RevealField, and what answers of a service show of masked fields, over a connection.
#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/grpc.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/policy/policy_store.h"
#include "common/resource/revealer.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.adapter.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/reveal_service.adapter.h"
#include "prometheus/registry.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAnalyst[] =
    "permissions {pattern: '*' scope: ALL} field_policies {resource_type: 'guanxi.dev/Customer' "
    "path: 'note' access: HIDDEN} field_policies {resource_type: 'guanxi.dev/Customer' path: "
    "'phones.label' access: HIDDEN}";

class RevealTest : public ::testing::Test {
 protected:
  RevealTest()
      : store_([this](const Uuid& tenant, int64_t) { return Snapshot(tenant); },
               policy::PolicyStore::Options()),
        authorizer_(&store_),
        pipeline_(
            rpc::PipelineOptions(),
            [this](absl::string_view) -> absl::StatusOr<Principal> {
              Principal principal = service_.call().principal;
              principal.rights = nullptr;
              return principal;
            },
            &authorizer_, registry_),
        methods_(service_.engine.get(),
                 {service_.resources->customers.get(), service_.resources->contacts.get()}),
        reveals_(&pipeline_, &methods_),
        contacts_(&pipeline_, *service_.catalog),
        server_(rpc::Server::Start(rpc::ServerOptions(), {&reveals_, &contacts_}, {}, registry_)
                    .value()) {
    rpc::ClientOptions options;
    options.target = absl::StrCat("127.0.0.1:", server_->ports().grpc);
    channel_ = rpc::NewChannel(options);
    v1::Customer customer = TestService::Company("灵动传媒");
    customer.add_phones()->set_number("13812345678");
    customer.mutable_phones(0)->set_label("private line");
    customer.set_note("secret");
    customer_ = service_.Create(customer).name();
  }

  absl::StatusOr<access::v1::GetPolicySnapshotResponse> Snapshot(const Uuid& tenant) const {
    access::v1::GetPolicySnapshotResponse response;
    auto* snapshot = response.mutable_snapshot();
    snapshot->set_tenant(tenant.ToString());
    snapshot->set_version(1);
    auto* role = snapshot->add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kAnalyst, role));
    role->set_name("roles/analyst");
    auto* user = snapshot->add_users();
    user->set_name(service_.call().principal.subject);
    user->set_active(true);
    user->add_roles("roles/analyst");
    return response;
  }

  absl::StatusOr<v1::RevealFieldResponse> Reveal(const std::string& name, const std::string& path,
                                                 const std::string& reason = "a call") {
    v1::RevealFieldRequest request;
    request.set_name(name);
    request.set_path(path);
    request.set_reason(reason);
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), "token", &context);
    v1::RevealFieldResponse response;
    const absl::Status status = FromGrpcStatus(
        v1::RevealService::NewStub(channel_)->RevealField(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  TestService service_;
  policy::PolicyStore store_;
  const policy::Authorizer authorizer_;
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  rpc::Pipeline pipeline_;
  resource::RevealMethods<v1::RevealServiceMethods, v1::RevealFieldRequest, v1::RevealFieldResponse>
      methods_;
  v1::RevealServiceAdapter reveals_;
  v1::ContactServiceAdapter contacts_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string customer_;
};

TEST_F(RevealTest, ShowsOneFieldAndRecordsIt) {
  const auto response = Reveal(customer_, "phones");
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->ShortDebugString(), HasSubstr("+8613812345678"));
  EXPECT_THAT(response->ShortDebugString(), Not(HasSubstr("灵动传媒")));
  EXPECT_THAT(response->ShortDebugString(), Not(HasSubstr("private line")));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE changed_fields = "
                            "'revealed.phones'"),
            1);
}

TEST_F(RevealTest, SaysWhatItCannotShow) {
  EXPECT_THAT(Reveal(customer_, "industry"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reveal(customer_, "nosuch"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reveal(customer_, "phones", ""), HasReason("INVALID_FIELD"));
  for (const char* blank : {" ", "\t\n", "\u3000"}) {
    EXPECT_THAT(Reveal(customer_, "phones", blank), HasReason("INVALID_FIELD"));
  }
  EXPECT_THAT(Reveal(customer_, "phones", std::string(513, 'x')), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reveal(customer_, "*"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Reveal(customer_, ""), HasReason("INVALID_FIELD"));
  // JSON's names are names, too: it is hidden by either.
  EXPECT_THAT(Reveal(customer_, "displayName"), IsOk());
  EXPECT_THAT(Reveal(customer_, "note"), HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(Reveal("customers/018f0000-0000-7000-8000-000000000001", "phones"),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE changed_fields LIKE 'revealed%'"),
            1);  // displayName alone was shown
}

TEST_F(RevealTest, ACallerMayDoSoSoOftenAnHour) {
  for (int i = 0; i < 30; ++i) ASSERT_THAT(Reveal(customer_, "phones"), IsOk());
  EXPECT_THAT(Reveal(customer_, "phones"), HasReason("REVEAL_LIMIT"));
  service_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(Reveal(customer_, "phones"), IsOk());
}

TEST_F(RevealTest, AnswersShowMasks) {
  const auto stub = v1::ContactService::NewStub(channel_);
  v1::CreateContactRequest create;
  create.set_parent(customer_);
  create.mutable_contact()->set_display_name("曾小贤");
  create.mutable_contact()->add_phones()->set_number("13912345678");
  create.set_request_id("018f0000-0000-7000-8000-0000000000aa");
  // The first answer, and the recorded one that a repetition gets.
  for (int i = 0; i < 2; ++i) {
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), "token", &context);
    v1::Contact contact;
    ASSERT_TRUE(stub->CreateContact(&context, create, &contact).ok());
    EXPECT_EQ(contact.phones(0).number(), "+86139****5678");
    EXPECT_EQ(contact.display_name(), "曾**");
    const auto shown = Reveal(contact.name(), "phones.number");
    EXPECT_THAT(shown, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(Reveal(contact.name(), "phones")->ShortDebugString(), HasSubstr("+8613912345678"));
  }
  v1::ListContactsRequest list;
  list.set_parent(customer_);
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(30), "token", &context);
  v1::ListContactsResponse contacts;
  ASSERT_TRUE(stub->ListContacts(&context, list, &contacts).ok());
  EXPECT_THAT(contacts.DebugString(), Not(HasSubstr("13912345678")));
}

// The number is stored without the stars that are written around it.
TEST_F(RevealTest, GuessesWithStarsAreCounted) {
  service_.environment->set_lookups_per_hour(2);
  rpc::Call call = service_.call();
  auto response = Snapshot(call.principal.tenant).value();
  call.principal.rights = policy::Policy::Compile(std::move(*response.mutable_snapshot()))
                              ->Decide(call.principal, "customers.update")
                              .value();
  v1::UpdateCustomerRequest request;
  request.set_validate_only(true);
  request.mutable_customer()->set_name(customer_);
  auto& phone = *request.mutable_customer()->add_phones();
  const auto update = [&](const std::string& number) {
    phone.set_number(number);
    return service_.customers->Update<v1::Customer>(call, request).status();
  };
  EXPECT_THAT(update("13812345670**"), IsOk());
  EXPECT_THAT(update("13812345671**"), IsOk());
  EXPECT_THAT(update("13812345678**"), HasReason("LOOKUP_LIMIT"));
}

}  // namespace
}  // namespace guanxi::customer
