#include "common/rpc/unknown_fields.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include "common/rpc/testing/echo.pb.h"
#include "common/testing/status_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using echo::v1::ChangeRequest;
using echo::v1::Thing;
using google::protobuf::Message;

void AddUnknown(Message* message, int number) {
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(number, 1);
}

// The field that the error names, "" if there is none.
std::string Named(const Message& message) {
  const absl::Status status = CheckUnknownFields(message);
  if (status.ok()) return "";
  EXPECT_THAT(status, HasReason("UNKNOWN_FIELD"));
  google::rpc::BadRequest bad;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  EXPECT_TRUE(payload.has_value() && bad.ParseFromString(std::string(*payload)));
  return bad.field_violations_size() == 1 ? bad.field_violations(0).field() : "several";
}

TEST(UnknownFieldsTest, AreFoundAtEveryDepth) {
  ChangeRequest top;
  AddUnknown(&top, 901);
  EXPECT_EQ(Named(top), "901");

  ChangeRequest nested;
  AddUnknown(nested.mutable_thing(), 902);
  EXPECT_EQ(Named(nested), "thing.902");

  ChangeRequest listed;
  listed.mutable_thing()->add_parts();
  AddUnknown(listed.mutable_thing()->add_parts()->add_parts(), 903);
  EXPECT_EQ(Named(listed), "thing.parts[1].parts[0].903");

  ChangeRequest mapped;
  AddUnknown(&(*mapped.mutable_thing()->mutable_named())["a"], 904);
  EXPECT_EQ(Named(mapped), "thing.named[0].value.904");

  ChangeRequest mask;
  AddUnknown(mask.mutable_update_mask(), 905);
  EXPECT_EQ(Named(mask), "update_mask.905");
}

TEST(UnknownFieldsTest, SurviveOnTheWireAndAreFoundThere) {
  ChangeRequest sent;
  AddUnknown(sent.mutable_thing(), 901);
  ChangeRequest received;
  ASSERT_TRUE(received.ParseFromString(sent.SerializeAsString()));
  EXPECT_EQ(Named(received), "thing.901");
}

TEST(UnknownFieldsTest, KnownFieldsPass) {
  ChangeRequest request;
  Thing* thing = request.mutable_thing();
  thing->set_name("a");
  (*thing->mutable_named())["a"].set_name("b");
  (*thing->mutable_labels())["c"] = "d";
  thing->add_parts()->set_etag("e");
  request.mutable_update_mask()->add_paths("f");
  EXPECT_EQ(Named(request), "");
}

// Its bytes are for whoever unpacks it; its own fields are two.
TEST(UnknownFieldsTest, AnAnyIsNotUnpacked) {
  Thing inside;
  AddUnknown(&inside, 901);
  ChangeRequest request;
  request.mutable_thing()->mutable_extra()->PackFrom(inside);
  EXPECT_EQ(Named(request), "");
  AddUnknown(request.mutable_thing()->mutable_extra(), 901);
  EXPECT_EQ(Named(request), "thing.extra.901");
}

}  // namespace
}  // namespace guanxi::rpc
