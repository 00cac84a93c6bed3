#include "common/resource/output_only.h"

#include <string>

#include "common/resource/resource_type.h"
#include "common/resource/test_messages.pb.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

Order Parse(const std::string& text) {
  Order order;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &order)) << text;
  return order;
}

std::string Restored(const std::string& old, const std::string& next) {
  Order order = Parse(next);
  OutputOnlyFields(Order::descriptor()).Restore(Parse(old), &order);
  return order.ShortDebugString();
}

TEST(OutputOnlyFields, AreClearedAtAnyDepth) {
  Order order = Parse(
      "name: 'n' note: 'x' state: 's' totals { currency: 'CNY' amount: 5 } "
      "lines { product: 'a' delivered: true totals { amount: 1 } } lines { product: 'b' } "
      "approvers: 'me' ship_time { seconds: 1 }");
  OutputOnlyFields(Order::descriptor()).Clear(&order);
  EXPECT_EQ(order.ShortDebugString(),
            Parse("name: 'n' note: 'x' totals { currency: 'CNY' } "
                  "lines { product: 'a' totals { } } lines { product: 'b' }")
                .ShortDebugString());
}

TEST(OutputOnlyFields, ComeFromWhatWasStored) {
  EXPECT_EQ(Restored("state: 's' approvers: ['a', 'b'] ship_time { seconds: 1 } "
                     "totals { currency: 'CNY' amount: 5 }",
                     "state: 'forged' approvers: 'me' note: 'x' "
                     "totals { currency: 'USD' amount: 9 }"),
            Parse("note: 'x' state: 's' totals { currency: 'USD' amount: 5 } "
                  "approvers: ['a', 'b'] ship_time { seconds: 1 }")
                .ShortDebugString());
}

TEST(OutputOnlyFields, FollowTheEntriesOfAList) {
  const std::string old = "lines { product: 'a' delivered: true } lines { product: 'b' }";
  EXPECT_EQ(Restored(old,
                     "lines { product: 'b' delivered: true } lines { product: 'new' "
                     "delivered: true } lines { product: 'a' } lines { product: 'a' }"),
            Parse("lines { product: 'b' } lines { product: 'new' } "
                  "lines { product: 'a' delivered: true } lines { product: 'a' }")
                .ShortDebugString());
}

}  // namespace
}  // namespace guanxi::resource
