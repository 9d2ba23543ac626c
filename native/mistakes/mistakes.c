/* Functions that nothing is wrong with: docs/wrong-declarations.md declares them wrongly. Each is as small as shows it. */
#include "mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counter { int value; int step; };

/* Numbers, of each width and kind. */
double half(double x) { return x / 2; }
long rounded(double x) { return (long)(x + 0.5); }
int truncated(double x) { return (int)x; }
float half_float(float x) { return x / 2; }
long double half_long_double(long double x) { return x / 2; }
double scaled(double x, double by) { return x * by; }
double looked_up(double x)
{
    static const double table[4] = { 0, 1, 4, 9 };
    return table[(int)x & 3];
}
double repeated(double x, int times) { return x * times; }
void halve_into(double *half, double x) { *half = x / 2; }
void halve_float_into(float *half, float x) { *half = x / 2; }
void add_into(int *sum, int a, int b) { *sum = a + b; }
void add_long_into(long *sum, long a, long b) { *sum = a + b; }
int add_two(int a, int b) { return a + b; }
long add_long(long a, long b) { return a + b; }
long twice_long(long n) { return 2 * n; }
int seven(int a, int b, int c, int d, int e, int f, int g) { return a + b + c + d + e + f > 0 ? g : 0; }
bool is_positive(int n) { return n > 0; }
bool both(bool a, bool b) { return a && b; }
enum color next_color(enum color c) { return (enum color)(c + 1); }
int larger(int a, int b) { return a > b ? a : b; }
unsigned larger_unsigned(unsigned a, unsigned b) { return a > b ? a : b; }
bool is_high(enum level level) { return level == HIGH; }
bool is_round(enum shape shape) { return shape == ROUND; }
void nothing(int n) { (void)n; }

/* Text and bytes. */
const char *name_of(int n) { return n == 1 ? "one" : "many"; }
size_t length_of(const char *s) { return strlen(s); }
size_t wide_length(const wchar_t *s) { return wcslen(s); }
size_t first_length(const char *const *list) { return strlen(list[0]); }
void copy_name(char *name_to)
{
    volatile char *to = name_to; /* byte by byte: the overrun that is told is of one size */
    static const char name[] = "a name of 23 characters";
    for (size_t i = 0; i < sizeof name; i++)
        to[i] = name[i];
}
size_t to_upper(char *s)
{
    size_t length = 0;
    for (; s[length] != 0; length++)
        if (s[length] >= 'a' && s[length] <= 'z')
            s[length] = (char)(s[length] - 'a' + 'A');
    return length;
}
void write_number(char *to, size_t size, long n) { snprintf(to, size, "<%ld>", n); }
unsigned sum_bytes(const unsigned char *bytes, int count)
{
    unsigned sum = 0;
    for (int i = 0; i < count; i++)
        sum += bytes[i];
    return sum;
}
int log_line(const char *format, ...)
{
    static char line[256];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    return length;
}

/* Buffers. */
void fill(char *to, int count, int c) { memset(to, c, (size_t)count); }
int sum_of(const int *p, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += p[i];
    return sum;
}
int element(const int *p, int index) { return p[index]; }
int before(const int *p) { return p[-1]; }
int far_before(const int *p) { return p[-2000]; }
void fill_before(char *to, int count) { memset(to - count, 1, (size_t)count); }
void set_far_before(int *p) { p[-2000] = 1; }
int sum_four(const int p[static 4]) { return p[0] + p[1] + p[2] + p[3]; }
int sum_rows(const int rows[][2], int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += rows[i][0] + rows[i][1];
    return sum;
}
int set_out(int *out) { *out = 5; return 0; }
void set_ready(bool *ready) { *ready = true; }
int set_long(long *out) { *out = 5; return 0; }
int get_pair(int *a, int *b) { *a = 1; *b = 2; return 0; }

/* Structs. */
int sum_pair(struct pair p) { return p.a + p.b; }
int sum_pair_at(const struct pair *p) { return p->a + p->b; }
long sum_wide(struct wide w) { return w.a + w.b + w.c; }
long last_of_wide(struct wide w) { return w.a; }
long sum_wide_at(const struct wide *w) { return w->a + w->b + w->c; }
struct pair make_pair(int a, int b) { return (struct pair){ a, b }; }
struct wide make_wide(long a) { return (struct wide){ a, a, a }; }
struct point make_point(double x, double y) { return (struct point){ x, y }; }
void make_point_at(struct point *to, double x, double y) { *to = (struct point){ x, y }; }
struct wide make_wide_of(long a, long b, long c) { return (struct wide){ a, b, c }; }
double norm(struct point p) { return p.x * p.x + p.y * p.y; }
size_t label_length(const struct label *label) { return strlen(label->text) + (size_t)label->width; }
double as_double(union number n) { return n.d; }
float first_reading(const struct reading *reading) { return reading->at[0]; }

/* Functions that are called back, and another convention. */
int apply(int (*function)(int n), int n) { return function(n); }
double apply_double(double (*function)(double x), double x) { return function(x); }
__attribute__((ms_abi)) int ms_sum_pair_at(const struct pair *p) { return p->a + p->b; }
__attribute__((ms_abi)) double ms_half(double x) { return x / 2; }

/* Memory that outlives a call. What lies before the name looks like the size of a block, and the name is not aligned as blocks are: free says so, whatever lies around it. */
const char *static_name(void)
{
    static const struct { size_t size; char name[24]; } named __attribute__((aligned(16))) = { 0x20, "of no allocator" };
    return named.name;
}
char *pool_take(void)
{
    static struct { size_t size; char bytes[24]; } pool __attribute__((aligned(16))) = { 0x20, "" };
    return pool.bytes;
}
static const char *kept;
void keep(const char *s) { kept = s; }
size_t kept_length(void) { return strlen(kept); }
struct counter *counter_new(int step)
{
    struct counter *counter = malloc(sizeof *counter);
    if (counter != NULL)
        *counter = (struct counter){ 0, step };
    return counter;
}
int counter_next(struct counter *counter) { return counter->value += counter->step; }
void counter_free(struct counter *counter) { free(counter); }

/* Memory with a word before it that its own function knows. */
char *note_new(int c)
{
    char *block = calloc(1, 32);
    if (block == NULL)
        return NULL;
    block[16] = (char)c;
    return block + 16;
}
void note_free(char *note)
{
    if (note != NULL)
        free(note - 16);
}

/* Handles that are numbers: places in a table, which are used again. */
static struct counter *slots[4];
int slot_open(int value)
{
    int slot = 0;
    while (slot < 3 && slots[slot] != NULL)
        slot++;
    slots[slot] = counter_new(value);
    return slot;
}
int slot_value(int slot) { return slots[slot]->step; }
void slot_close(int slot)
{
    counter_free(slots[slot]);
    slots[slot] = NULL;
}
