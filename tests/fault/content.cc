#include "tests/fault/content.h"

namespace guanxi::fault {

using customer::v1::Customer;

std::string WholeContent(const Customer& customer) { return customer.ShortDebugString(); }

std::string WrittenContent(const Customer& customer) {
  Customer written;
  written.set_name(customer.name());
  written.set_type(customer.type());
  written.set_display_name(customer.display_name());
  written.set_city(customer.city());
  written.set_note(customer.note());
  written.set_etag(customer.etag());
  return written.ShortDebugString();
}

}  // namespace guanxi::fault
