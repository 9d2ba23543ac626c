namespace FfiIsolation;

internal enum DerivationKind
{
    Pointer,
    Array,
    Function,
}
