#include "common/errors/errors.h"

#include <string>

#include "common/errors/grpc.h"
#include "common/errors/metadata.h"
#include "common/testing/status_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using ::testing::HasSubstr;

TEST(ErrorsTest, ViolationsNameEveryField) {
  Violations violations;
  EXPECT_THAT(violations.ToStatus(), IsOk());
  violations.Add("customer.display_name", "is required");
  violations.AddAll("customer", InvalidField("phones[0]", "is no phone number"));
  const absl::Status status = violations.ToStatus();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("customer.phones[0]: is no phone number")));
  EXPECT_THAT(status, HasReason("INVALID_FIELD"));
}

TEST(ErrorsTest, WhatWasSaidOfAFieldIsNotSaidAgain) {
  Violations violations;
  violations.Add("trigger", "is required");
  violations.Add("trigger", "is odd");
  const size_t said = violations.size();
  violations.Add("trigger", "want one trigger");
  violations.Add("actions", "want 1 to 20");
  violations.Add("actions", "want them all");
  violations.ForgetRepeated(said);
  std::vector<std::string> texts;
  for (const FieldViolation& each : FieldViolations(violations.ToStatus())) {
    texts.push_back(each.description);
  }
  EXPECT_EQ(texts,
            (std::vector<std::string>{"is required", "is odd", "want 1 to 20", "want them all"}));
}

TEST(ErrorsTest, SomeErrorsAreAboutAResource) {
  EXPECT_EQ(ResourceOf(NotFound("CUSTOMER", "customers/1")), "customers/1");
  EXPECT_EQ(ResourceOf(InvalidField("name", "is required")), "");
  EXPECT_EQ(ResourceOf(absl::OkStatus()), "");
}

TEST(ErrorsTest, MetadataAreReadBack) {
  const absl::Status status =
      Error(absl::StatusCode::kFailedPrecondition, "FULL", "it is full", {{"room", "3"}});
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"room", "3"}}));
  EXPECT_EQ(MetadataOf(absl::InternalError("x")), ErrorMetadata());
  EXPECT_EQ(MetadataOf(absl::OkStatus()), ErrorMetadata());
}

TEST(ErrorsTest, AnotherTextKeepsTheDetails) {
  const absl::Status status = Reworded(NotFound("CUSTOMER", "customers/1"), "where: it is gone",
                                       {{"names", "customers/1"}});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "where: it is gone"));
  EXPECT_THAT(status, HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(ResourceOf(status), "customers/1");
  EXPECT_EQ(MetadataOf(status), (ErrorMetadata{{"names", "customers/1"}}));
}

TEST(ErrorsTest, GrpcStatusRepeatsCodeAndMessageAndCarriesDetails) {
  const grpc::Status grpc_status = ToGrpcStatus(NotFound("CUSTOMER", "customers/1"));
  EXPECT_EQ(grpc_status.error_code(), grpc::StatusCode::NOT_FOUND);
  google::rpc::Status proto;
  ASSERT_TRUE(proto.ParseFromString(grpc_status.error_details()));
  EXPECT_EQ(proto.code(), grpc_status.error_code());
  EXPECT_EQ(proto.message(), grpc_status.error_message());
  ASSERT_EQ(proto.details_size(), 2);
  EXPECT_THAT(proto.details(0).type_url(), ::testing::EndsWith("ErrorInfo"));
  EXPECT_THAT(FromGrpcStatus(grpc_status), HasReason("CUSTOMER_NOT_FOUND"));
}

TEST(ErrorsTest, InternalTextAndForeignPayloadsStayInside) {
  const grpc::Status internal = ToGrpcStatus(absl::InternalError("table x of 13800138000"));
  EXPECT_THAT(internal.error_message(), Not(HasSubstr("13800138000")));
  absl::Status status = StaleEtag("customers/1");
  status.SetPayload("guanxi.dev/sql", absl::Cord("secret"));
  EXPECT_THAT(ToGrpcStatus(status).error_details(), Not(HasSubstr("secret")));
}

TEST(ErrorsTest, LongMessageIsCutAtACharacter) {
  std::string text;
  while (text.size() < 2000) text += "客";
  const grpc::Status status = ToGrpcStatus(InvalidField("f", text));
  EXPECT_LT(status.error_message().size(), 1100);
  EXPECT_THAT(status.error_message(), ::testing::EndsWith("客…"));
}

TEST(ErrorsTest, OfVeryManyViolationsTheFirstOnesAreNamedAndTheOthersCounted) {
  Violations violations;
  for (int i = 0; i < 300; ++i) violations.Add("requests[" + std::to_string(i) + "]", "is wrong");
  google::rpc::Status proto;
  const std::string details = ToGrpcStatus(violations.ToStatus()).error_details();
  EXPECT_LT(details.size(), 8000u);
  ASSERT_TRUE(proto.ParseFromString(details));
  ASSERT_EQ(proto.details_size(), 2);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(proto.details(0).value()));
  const int named = bad.field_violations_size() - 1;
  EXPECT_GT(named, 100);
  EXPECT_EQ(bad.field_violations(named - 1).field(), "requests[" + std::to_string(named - 1) + "]");
  EXPECT_EQ(bad.field_violations(named).description(),
            "and " + std::to_string(300 - named) + " more");
}

TEST(ErrorsTest, AFaultThatSaysMuchLeavesRoomForTheOthers) {
  Violations violations;
  violations.Add("condition", std::string(5000, 'x'));
  violations.Add("title", "is required");
  google::rpc::Status proto;
  ASSERT_TRUE(proto.ParseFromString(ToGrpcStatus(violations.ToStatus()).error_details()));
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(proto.details(0).value()));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_THAT(bad.field_violations(0).description(), ::testing::EndsWith("x…"));
  EXPECT_EQ(bad.field_violations(1).field(), "title");
}

TEST(ErrorsTest, ResourceExhaustedSaysWhenToRetry) {
  const absl::Status status = ResourceExhausted("OVERLOADED", "busy", absl::Milliseconds(250));
  google::rpc::RetryInfo retry;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(retry.ParseFromString(std::string(*payload)));
  EXPECT_EQ(retry.retry_delay().nanos(), 250000000);
}

TEST(ErrorsTest, SomeFaultsPass) {
  EXPECT_TRUE(IsPassing(Unavailable("AWAY", "away")));
  EXPECT_TRUE(IsPassing(StaleEtag("customers/1")));
  EXPECT_FALSE(IsPassing(NotFound("CUSTOMER", "customers/1")));
  EXPECT_FALSE(IsPassing(absl::InternalError("ours")));
  EXPECT_FALSE(IsPassing(absl::OkStatus()));
}

}  // namespace
}  // namespace guanxi
