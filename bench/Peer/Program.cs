// Serves the cosine to one parent: json-rpc PIPE, or grpc SOCKET. Ends when its standard input does, so that it never outlives its parent.
using FfiIsolation.BenchPeer;

if (args is not [var protocol, var path])
{
    Console.Error.WriteLine("usage: json-rpc PIPE | grpc SOCKET");
    return 2;
}

Task parentGone = Task.Run(() => Console.In.ReadToEnd());
switch (protocol)
{
    case "json-rpc":
        await JsonRpcServer.RunAsync(path, parentGone);
        return 0;
    case "grpc":
        await GrpcServer.RunAsync(path, parentGone);
        return 0;
    default:
        Console.Error.WriteLine($"no such protocol: {protocol}");
        return 2;
}
