#include "customer-svc/order_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "common/rules/values.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using v1::Order;
using v1::OrderLine;

const money::Bounds& QuantityBounds() {
  static const auto* const bounds =
      new money::Bounds{money::kMaxPlaces, 0, money::MaxSmallest(money::kMaxPlaces)};
  return *bounds;
}

}  // namespace

void NormalizeOrder(Order* order, Violations* violations) {
  rules::NormalizeLine("number", order->mutable_number(), violations);
  if (order->has_source_time()) rules::NormalizeTime(order->mutable_source_time());
  for (int i = 0; i < order->lines_size(); ++i) {
    const std::string path = absl::StrCat("lines[", i, "]");
    OrderLine& line = *order->mutable_lines(i);
    rules::NormalizeLine(path + ".display_name", line.mutable_display_name(), violations);
    rules::NormalizeLine(path + ".product_code", line.mutable_product_code(), violations);
    if (line.has_quantity()) {
      money::TakeDecimal(path + ".quantity", QuantityBounds(), line.mutable_quantity(), violations);
    }
  }
  if (!order->has_shipment()) return;
  v1::OrderShipment& shipment = *order->mutable_shipment();
  rules::NormalizeLine("shipment.carrier", shipment.mutable_carrier(), violations);
  rules::NormalizeLine("shipment.tracking_number", shipment.mutable_tracking_number(), violations);
  if (shipment.has_ship_time()) rules::NormalizeTime(shipment.mutable_ship_time());
  if (shipment.has_delivery_time()) rules::NormalizeTime(shipment.mutable_delivery_time());
}

void CheckOrder(const Order& next, Violations* violations) {
  if (next.has_order_date()) rules::CheckWholeDate("order_date", next.order_date(), violations);
  if (next.has_amount()) rules::CheckMoney("amount", next.amount(), violations);
  if (next.has_base_amount()) rules::CheckMoney("base_amount", next.base_amount(), violations);
  if (next.has_source_time()) rules::CheckTime("source_time", next.source_time(), violations);
  for (int i = 0; i < next.lines_size(); ++i) {
    const OrderLine& line = next.lines(i);
    const std::string path = absl::StrCat("lines[", i, "].amount");
    if (!line.has_amount()) continue;
    rules::CheckMoney(path, line.amount(), violations);
    if (line.amount().currency_code() != next.amount().currency_code()) {
      violations->Add(path + ".currency_code", "want the order's currency");
    }
  }
  const v1::OrderShipment& shipment = next.shipment();
  if (shipment.has_ship_time()) {
    rules::CheckTime("shipment.ship_time", shipment.ship_time(), violations);
  }
  if (shipment.has_delivery_time()) {
    rules::CheckTime("shipment.delivery_time", shipment.delivery_time(), violations);
  }
}

google::type::Money BaseOf(const Order& order, const std::string& currency) {
  if (order.has_base_amount()) return order.base_amount();
  return order.amount().currency_code() == currency ? order.amount() : google::type::Money();
}

absl::Status AdmitBase(const Order* old, const Order& next, const std::string& currency) {
  if (!next.has_base_amount()) return absl::OkStatus();
  const google::type::Money& base = next.base_amount();
  // What was booked in the currency of then stays so.
  if (old != nullptr && MessageDifferencer::Equals(old->base_amount(), base)) {
    return absl::OkStatus();
  }
  if (base.currency_code() != currency) {
    return InvalidField("base_amount.currency_code",
                        absl::StrCat("want the tenant's currency, ", currency));
  }
  if (next.amount().currency_code() == currency &&
      money::NanosOf(base) != money::NanosOf(next.amount())) {
    return InvalidField("base_amount", "want the same as amount, which is in that currency");
  }
  return absl::OkStatus();
}

bool IsPurchase(const Order& order) { return order.state() != Order::CANCELLED; }

bool IsNewer(const Order& stored, const Order& next) {
  if (!stored.has_source_time() || !next.has_source_time()) return false;
  return TimeUtil::TimestampToMicroseconds(stored.source_time()) >
         TimeUtil::TimestampToMicroseconds(next.source_time());
}

}  // namespace guanxi::customer
