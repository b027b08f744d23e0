using System.Net;
using System.Net.Sockets;
using Cenote.Board.Http;
using Cenote.Board.Images;
using Cenote.Board.Logs;
using Cenote.Board.Playing;
using Cenote.Board.Scalars;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cenote.Board;

/// <summary>Serves the board's pages over a log folder, on this machine alone unless it is told otherwise.</summary>
internal sealed class BoardServer : IAsyncDisposable
{
    // Where the usual port is taken, so many after it are tried.
    private const int PortsTried = 100;

    private readonly WebApplication _app;
    private readonly AccessToken? _token;
    private readonly IPAddress? _host;
    private readonly BoardLogs _logs;
    private int _port;

    private BoardServer(BoardOptions options, BoardLogs logs, int port)
    {
        _logs = logs;
        _host = options.Host is null || IPAddress.IsLoopback(options.Host) ? null : options.Host;
        _token = _host is null ? null : new AccessToken();

        // Empty: no settings from files or variables, no log, no handler of Ctrl+C.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options.Host, port));
        _app = builder.Build();
        RequestGuard guard = new(_host, () => _port);
        _app.Use((context, next) => GuardAsync(guard, context, next));
        _app.UseRouting();
        _app.MapLogs(_logs);
        _app.MapImages(_logs);
        _app.MapScalars(_logs);
        _app.MapPlayground();
        _app.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => Assets.Answer(context.Request.Path));
    }

    /// <summary>What to type into a browser; with the token where one is demanded.</summary>
    public Uri Address => new($"http://{(_host is null ? "localhost" : Literal(_host))}:{_port}/{(_token is null ? "" : $"?token={_token.Value}")}");

    /// <summary>Begins to serve.</summary>
    /// <exception cref="IOException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<BoardServer> StartAsync(BoardOptions options)
    {
        int first = options.Port ?? BoardOptions.DefaultPort, last = options.Port ?? first + PortsTried;
        BoardLogs logs = new(options.LogFolder);
        for (int port = first; ; port++)
        {
            BoardServer board = new(options, logs, port);
            try
            {
                await board._app.StartAsync();
                board._port = board.BoundPort();
                return board;
            }
            catch (IOException e) when (e.InnerException is AddressInUseException && port < last)
            {
                await board._app.DisposeAsync();
            }
            catch
            {
                await board.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _logs.End();
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, IPAddress? host, int port)
    {
        kestrel.AddServerHeader = false;
        if (host is not null)
            kestrel.Listen(host, port);
        else if (port == 0)
            kestrel.Listen(IPAddress.Loopback, port);
        else
            kestrel.ListenLocalhost(port);
    }

    private async Task GuardAsync(RequestGuard guard, HttpContext context, RequestDelegate next)
    {
        RequestGuard.Seal(context.Response);
        if (guard.Refuse(context.Request) is string reason)
            await Problem.Of(StatusCodes.Status403Forbidden, reason).ExecuteAsync(context);
        else if (_token is null || _token.Opens(context.Request))
            await next(context);
        else if (!_token.TryAdmit(context))
            await Problem.Of(StatusCodes.Status401Unauthorized, "Open the address that the terminal printed: it holds the token of this board.").ExecuteAsync(context);
    }

    private int BoundPort() => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    private static string Literal(IPAddress host) => host switch
    {
        _ when host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any) => Dns.GetHostAddresses(Dns.GetHostName()).Where(a => !IPAddress.IsLoopback(a)).Select(Literal).FirstOrDefault("localhost"),
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{host}]",
        _ => host.ToString(),
    };

    /// <summary>Whoever started the board says when it ends.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
