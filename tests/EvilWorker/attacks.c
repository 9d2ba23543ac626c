/* Which attack is made where. */
#include "evil.h"
#include <string.h>

bool attack_at_start(void) { return start_attack(evil.attack); }

bool attack_handshake(uint64_t id) { return handshake_attack(evil.attack, id); }

bool attack_call(struct call *call)
{
    return message_attack(evil.attack, call) || channel_attack(evil.attack, call) || memory_attack(evil.attack, call)
        || death_attack(evil.attack, call) || process_attack(evil.attack, call);
}
