#include "common/resource/message_fields.h"

#include <vector>

#include "common/resource/test_messages.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;

// Messages that differ by a value, by what is there, by an order.
std::vector<Order> Orders() {
  std::vector<Order> orders(9);
  orders[1].set_name("orders/1");
  orders[1].set_note("a");
  orders[2].set_note("b");
  orders[2].mutable_totals();
  orders[3].mutable_totals()->set_amount(3);
  orders[3].mutable_ship_time()->set_seconds(5);
  orders[4].mutable_totals()->set_amount(4);
  orders[4].mutable_ship_time()->set_seconds(5);
  orders[4].mutable_ship_time()->set_nanos(1);
  orders[5].mutable_ship_time();
  orders[5].add_lines()->set_product("x");
  orders[5].add_approvers("a");
  orders[5].add_approvers("b");
  orders[6].add_lines()->set_product("y");
  orders[6].add_approvers("b");
  orders[6].add_approvers("a");
  orders[7].mutable_original()->set_note("a");
  orders[7].add_lines();
  orders[8] = orders[7];
  return orders;
}

TEST(MessageFieldsTest, FieldsAreTheSameWhereProtobufSaysSo) {
  const std::vector<Order> orders = Orders();
  const auto* type = Order::descriptor();
  int same = 0;
  for (const Order& a : orders) {
    for (const Order& b : orders) {
      EXPECT_EQ(SameMessage(a, b), MessageDifferencer::Equals(a, b))
          << a.ShortDebugString() << " | " << b.ShortDebugString();
      for (int i = 0; i < type->field_count(); ++i) {
        const FieldDescriptor* const field = type->field(i);
        const bool want = MessageDifferencer().CompareWithFields(a, b, {field}, {field});
        EXPECT_EQ(SameField(a, b, field), want)
            << field->name() << ": " << a.ShortDebugString() << " | " << b.ShortDebugString();
        same += want ? 1 : 0;
      }
    }
  }
  EXPECT_GT(same, 0);
}

TEST(MessageFieldsTest, ACopyIsTheSameAndItsOwn) {
  for (const Order& order : Orders()) {
    const auto copy = CopyMessage(order);
    EXPECT_TRUE(MessageDifferencer::Equals(*copy, order));
    Order other;
    other.set_state("of before");
    SetMessage(order, &other);
    EXPECT_TRUE(MessageDifferencer::Equals(other, order));
    SetMessage(other, &other);
    EXPECT_TRUE(MessageDifferencer::Equals(other, order));
    const auto* const note = Order::descriptor()->FindFieldByName("note");
    other.set_note("another one");
    CopyField(order, note, &other);
    EXPECT_EQ(other.note(), order.note());
  }
}

}  // namespace
}  // namespace guanxi::resource
